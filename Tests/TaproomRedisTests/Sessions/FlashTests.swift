import Taproom
import TaproomSessions
import TaproomTesting
import TestSupport
import Testing

/// Flash messages with each kind of store. Each one is shown exactly once, however many pages load at the same time.
@Suite(.timeLimit(.minutes(2))) struct FlashTests {
    typealias Kind = FlashFixture.Kind
    typealias Place = FlashFixture.Place

    @Test(arguments: Kind.allCases)
    func aMessageIsShownOnceAfterARedirect(_ kind: Kind) async throws {
        let place = try await Place(kind)
        let app = try FlashFixture.app(place.store) { $0.touchesOnRead = kind == .touchedOnRead }
        try await app.test(.live) { client async throws in
            let visitor = Visitor(client)
            // A message alone is reason enough to start a session.
            #expect(try await visitor.send(.post, "/leave/saved")["Location"] == "/page")
            #expect(try await place.flash(visitor) == ["info": ["saved"]])
            let page = try await visitor.send(.get, "/page")
            #expect(page.text == "info:saved")
            #expect(page["Cache-Control"] == "private, no-store")
            #expect(page["Set-Cookie"] != nil)
            #expect(try await place.flash(visitor) == nil)
            #expect(try await visitor.send(.get, "/page").text == "")
        }
    }

    @Test(arguments: Kind.allCases)
    func ofFiftyPagesAtOnceOneShowsIt(_ kind: Kind) async throws {
        let place = try await Place(kind)
        let app = try FlashFixture.app(place.store) { $0.touchesOnRead = kind == .touchedOnRead }
        try await app.test(.live) { client async throws in
            for round in 0..<5 {
                let visitor = Visitor(client)
                try await visitor.send(.post, "/leave/m\(round)")
                let texts = try await Self.pages(client, visitor.cookie, Array(repeating: "/page", count: 50))
                #expect(texts.filter { !$0.isEmpty } == ["info:m\(round)"])
                #expect(try await place.flash(visitor) == nil)
            }
        }
    }

    /// Other requests may hold the message while their pages are made, but return it.
    @Test(arguments: Kind.allCases)
    func amongOtherRequestsItIsShownOnceInTheEnd(_ kind: Kind) async throws {
        let place = try await Place(kind)
        let app = try FlashFixture.app(place.store) { $0.touchesOnRead = kind == .touchedOnRead }
        app.post("/pour-more") { request in "\(try request.session.increment("views"))" }
        try await app.test(.live) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/leave/once")
            var shown: [String] = []
            for _ in 0..<3 {
                let paths = (0..<40).map { ["/page", "/other", "/pour-more", "/other"][$0 % 4] }
                shown += try await Self.pages(client, visitor.cookie, paths).filter { $0.contains("once") }
            }
            shown += [try await visitor.send(.get, "/page").text].filter { !$0.isEmpty }
            #expect(shown == ["info:once"])
            #expect(try await visitor.send(.get, "/look").text == "30")
        }
    }

    private static func pages(_ client: TestClient, _ cookie: String?, _ paths: [String]) async throws -> [String] {
        try await withThrowingTaskGroup(of: String.self) { group in
            for path in paths {
                group.addTask {
                    let method: HTTPMethod = path == "/pour-more" ? .post : .get
                    let response = try await Visitor(client, cookie: cookie).send(method, path)
                    return response.status == .ok ? response.text : "\(response.status) of \(path) with once"
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test(arguments: Kind.allCases)
    func whatIsNotTakenStays(_ kind: Kind) async throws {
        let place = try await Place(kind)
        let app = try FlashFixture.app(place.store)
        app.get("/stream") { _ in Response(body: .stream(length: nil) { try await $0.write("some") }) }
        app.get("/save") { request in
            try await request.session.save()
            let isOutOfReach = try await place.store.get(request.session.id).map { !$0.contains("flash") } ?? false
            return "\(isOutOfReach)"
        }
        app.get("/reload") { request in
            try await request.session.reload()
            return "ok"
        }
        app.get("/unset") { request in
            request.session["dropped"] = true
            request.session.unset()
            return "ok"
        }
        app.get("/broken") { _ -> String in throw HTTPError(.internalServerError) }
        try await app.test(.live) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/set/before/1")
            try await visitor.send(.post, "/leave/kept")
            try await visitor.send(.post, "/set/behind/1")
            let fields = try await place.json(visitor).fields
            for path in ["/other", "/stream", "/reload", "/unset", "/broken", "/look"] {
                let response = try await visitor.send(.get, path)
                // Nothing has changed, not even the order of the fields.
                #expect(response["Set-Cookie"] == nil, "\(path)")
                #expect(try await place.json(visitor).fields == fields, "\(path)")
            }
            // A save in the middle of the request does not show the message to other requests.
            #expect(try await visitor.send(.get, "/save").text == "true")
            try await visitor.send(.post, "/count/views")
            #expect(try await visitor.send(.head, "/page").status == .ok)
            #expect(try await visitor.send(.get, "/page").text == "info:kept")
            #expect(try await visitor.send(.get, "/look").text == "1")
            #expect(try await place.json(visitor)["dropped"] == nil)
        }
    }

    @Test(arguments: Kind.allCases)
    func headTellsAsMuchAsGet(_ kind: Kind) async throws {
        let place = try await Place(kind)
        try await FlashFixture.app(place.store).test(.live) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/leave/saved")
            for _ in 0..<2 { #expect(try await visitor.send(.head, "/page")["Content-Length"] == "10") }
            #expect(try await visitor.send(.get, "/page").text == "info:saved")
        }
    }

    /// A HEAD shows nothing, so what its handler has left and taken waits for the next page.
    @Test(arguments: Kind.allCases)
    func whatTheHandlerOfAHeadLeavesStays(_ kind: Kind) async throws {
        let place = try await Place(kind)
        let app = try FlashFixture.app(place.store)
        app.get("/leave-and-take") { request in
            request.session.flash("own")
            return FlashFixture.text(request.session.takeFlash())
        }
        try await app.test(.live) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/leave/first")
            #expect(try await visitor.send(.head, "/leave-and-take")["Content-Length"] == "19")
            #expect(try await visitor.send(.get, "/page").text == "info:first info:own")
            #expect(try await visitor.send(.get, "/leave-and-take").text == "info:own")
            #expect(try await visitor.send(.get, "/page").text == "")
        }
    }

    @Test(arguments: Kind.allCases)
    func messagesLeftMeanwhileWaitForTheNextPage(_ kind: Kind) async throws {
        let place = try await Place(kind)
        let app = try FlashFixture.app(place.store)
        let (slow, slowPage) = (Gate(), Gate())
        app.get("/slow") { request in
            request.session.flash("own", kind: "note")
            await slow.pass()
            return "slow"
        }
        app.get("/slow-page") { request in
            await slowPage.pass()
            return FlashFixture.text(request.session.takeFlash())
        }
        try await app.test(.live) { client async throws in
            for (path, gate, shown, left) in [
                ("/slow", slow, "slow", "info:first info:second note:own"),
                ("/slow-page", slowPage, "info:first", "info:second"),
            ] {
                let visitor = Visitor(client)
                try await visitor.send(.post, "/leave/first")
                let cookie = visitor.cookie
                async let response = Visitor(client, cookie: cookie).send(.get, path)
                await gate.arrivals(1)
                try await visitor.send(.post, "/leave/second")
                gate.open()
                #expect(try await response.text == shown)
                #expect(try await visitor.send(.get, "/page").text == left)
            }
        }
    }

    /// The handler is cancelled, and has shown nothing.
    @Test(arguments: Kind.allCases)
    func aClientThatGoesAwayTakesNoneAlong(_ kind: Kind) async throws {
        let place = try await Place(kind)
        let app = try FlashFixture.app(place.store)
        let gate = Gate()
        app.get("/endless") { _ -> String in
            await gate.pass()
            try await untilCancelled()
            return "never"
        }
        gate.open()
        try await app.test(.live) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/leave/kept")
            let cookie = visitor.cookie
            let abandoned = Task { try await Visitor(client, cookie: cookie).send(.get, "/endless") }
            await gate.arrivals(1)
            #expect(try await place.flash(visitor) == nil)
            abandoned.cancel()
            try await eventually("the message back in the store") {
                try await place.flash(visitor) == ["info": ["kept"]]
            }
            #expect(try await visitor.send(.get, "/page").text == "info:kept")
        }
    }

    @Test func aNewIDTakesThemAlongWhereItKeepsThem() async throws {
        let place = try await Place(.memory)
        let app = try FlashFixture.app(place.store)
        let choices: [(String, KeptFields)] = [
            ("none", .none), ("all", .all), ("only", .only("flash")), ("cart", .only("cart")),
        ]
        for (name, kept) in choices {
            app.post("/regenerate/\(name)") { request in
                request.session.flash("before")
                try await request.session.regenerate(keeping: kept)
                request.session.flash("after")
                return "ok"
            }
        }
        try await app.test(.inProcess) { client async throws in
            for (name, kept) in choices {
                let visitor = Visitor(client)
                try await visitor.send(.post, "/leave/earlier")
                try await visitor.send(.post, "/regenerate/\(name)")
                let isKept = kept == .all || kept == .only("flash")
                let shown = isKept ? "info:earlier info:before info:after" : "info:before info:after"
                #expect(try await visitor.send(.get, "/page").text == shown, "\(name)")
            }
        }
    }
}

extension JSONValue {
    /// All members except the cookie.
    fileprivate var fields: [Member] {
        if case .object(let members) = self { members.filter { $0.name != "cookie" } } else { [] }
    }
}

extension [UInt8] {
    fileprivate func contains(_ text: String) -> Bool { String(decoding: self, as: UTF8.self).contains(text) }
}
