import Taproom
import TaproomSessions
import TaproomTesting
import Testing

private struct Cart: Codable, Equatable {
    var items: [String]
}

extension SessionKey where Value == Cart {
    fileprivate static var cart: SessionKey { SessionKey("cart") }
}
extension SessionKey where Value == Int {
    fileprivate static var views: SessionKey { SessionKey("views") }
}
extension SessionKey where Value == [Cart] {
    fileprivate static var orders: SessionKey { SessionKey("orders") }
}

/// The calls of a session as an application uses them.
@Suite struct ContractTests {
    private func app() throws -> Application {
        let app = Application()
        app.use(try Sessions(store: MemoryStore(), secrets: ["secret"]))
        return app
    }

    @Test func fieldsAreReadAndWrittenByNameAndByKey() async throws {
        let app = try app()
        app.post("/") { request in
            let item = "stout"
            let cart = try request.session.update(.cart, default: Cart(items: [])) { $0.items.append(item) }
            #expect(cart == Cart(items: ["stout"]))
            try request.session.set(.cart, to: cart)
            #expect(try request.session.get(.cart) == cart)
            request.session.remove(.cart)
            #expect(try request.session.get(.cart) == nil)

            try request.session.increment("views")
            #expect(try request.session.increment(.views, by: 2) == 3)
            request.session["name"] = "Ann"
            request.session["age"] = 42
            #expect(request.session["name"]?.stringValue == "Ann")
            #expect(request.session["age"] == 42)
            request.session["age"] = nil
            request.session.remove("views")
            #expect(request.session.names == ["name"])
            return "done"
        }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.post("/").text == "done")
        }
    }

    @Test func anythingEncodableIsAppended() async throws {
        let app = try app()
        app.post("/") { request in
            let session = request.session
            try session.append("text", to: "list")
            try session.append(Cart(items: ["ale"]), to: "list")
            try session.append(JSONValue.null, to: "list")
            try session.append(["mixed", 1, nil], to: "list")
            #expect(session["list"] == ["text", ["items": ["ale"]], nil, ["mixed", 1, nil]])
            try session.append(Cart(items: ["ale"]), to: .orders)
            try session.append(Cart(items: ["stout"]), to: .orders)
            #expect(try session.get(.orders) == [Cart(items: ["ale"]), Cart(items: ["stout"])])
            let error = #expect(throws: SessionError.self) { try session.append(Double.nan, to: "list") }
            #expect(error?.description.contains("'list'") == true)
            #expect(throws: SessionError.self) { try session.append(Cart(items: []), to: "cookie") }
            return "done"
        }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.post("/").text == "done")
        }
    }

    @Test func theWholeSessionIsKeptEndedAndBound() async throws {
        let app = try app()
        app.post("/") { request in
            request.session["name"] = "Ann"
            try await request.session.save()
            try await request.session.regenerate(keeping: .all)
            #expect(request.session["name"] == "Ann")
            try await request.session.save()
            try await request.session.reload()
            request.session.touch()
            try await request.session.bind(user: "ann")
            #expect(request.session.user == "ann")
            try request.session.unbind()
            #expect(request.session.user == nil)
            request.session.flash("saved")
            request.session.flash("careful", kind: "warning")
            let messages = request.session.takeFlash()
            #expect(messages == [FlashMessage("saved"), FlashMessage("careful", kind: "warning")])
            #expect("\(messages[0]) \(messages[1].kind)" == "saved warning")
            try await request.session.destroy()
            return "done"
        }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.post("/").text == "done")
        }
    }

    private enum Absence: CaseIterable {
        case notMounted, destroyed, unset
    }

    @Test(arguments: Absence.allCases)
    private func whereThereIsNoneItHoldsNothingAndRefuses(_ absence: Absence) async throws {
        let app = absence == .notMounted ? Application() : try app()
        app.post("/") { request in
            switch absence {
            case .notMounted: break
            case .destroyed:
                request.session["name"] = "Ann"
                try await request.session.destroy()
            case .unset:
                request.session["name"] = "Ann"
                request.session.unset()
            }
            #expect(!request.hasSession)
            let session = request.session
            session["name"] = "Eve"
            session.cookie.maxAge = .seconds(60)
            session.remove("name")
            session.touch()
            session.flash("saved")
            session.unset()
            #expect(session["name"] == nil)
            #expect(session.integer("views") == nil)
            #expect(session.names.isEmpty)
            #expect(session.user == nil)
            #expect(session.takeFlash().isEmpty)
            #expect(session.json == Array("{}".utf8))
            #expect(session.id.isEmpty == (absence == .notMounted))
            let calls: [(Session) async throws -> Void] = [
                { try $0.set("name", to: "Eve") }, { _ = try $0.get("name", as: String.self) },
                { try $0.increment("views") }, { try $0.append("x", to: "list") }, { try $0.unbind() },
                { try $0.update(.cart, default: Cart(items: [])) { _ in } }, { try await $0.save() },
                { try await $0.reload() }, { try await $0.regenerate() }, { try await $0.destroy() },
                { try await $0.bind(user: "eve") },
            ]
            for call in calls {
                do {
                    try await call(session)
                    Issue.record("a session that is not there has worked")
                } catch SessionError.notMounted {
                    #expect(absence == .notMounted)
                } catch SessionError.ended {
                    #expect(absence != .notMounted)
                }
            }
            return "done"
        }
        try await app.test(.inProcess) { client async throws in
            let response = try await client.post("/")
            #expect(response.text == "done")
            #expect(response["Set-Cookie"] == nil)
        }
    }
}
