import Logging
import Taproom
import TaproomSessions
import TaproomTesting

/// An application with sessions in a given store, and the routes that the tests need.
struct SessionApp {
    let app = Application()

    init(_ store: any SessionStore, logger: Logger? = nil, _ configure: (inout SessionOptions) -> Void = { _ in })
        throws
    {
        var options = SessionOptions(
            secrets: ["keyboard cat"], cookie: CookieOptions(secure: .off, maxAge: .seconds(60)))
        options.name = "sid"
        options.saveUninitialized = true
        configure(&options)
        app.use(try Sessions(store: store, options: options, logger: logger))
        app.get("/look") { request in
            let session = request.session
            return "\(session["views"]?.intValue ?? 0)"
        }
        app.get("/quiet") { _ in "nothing of a session" }
        app.post("/pour") { request in
            let session = request.session
            try session.increment("views")
            try await session.save()
            return "\(session["views"]?.intValue ?? 0)"
        }
        app.post("/count/:field") { request in
            "\(try request.session.increment(request.parameters["field"] ?? ""))"
        }
        app.post("/set/:field/:value") { request in
            request.session[request.parameters["field"] ?? ""] = .string(request.parameters["value"] ?? "")
            return "ok"
        }
        app.post("/append/:value") { request in
            try request.session.append(.string(request.parameters["value"] ?? ""), to: "list")
            return "ok"
        }
        app.post("/login/:user") { request in
            let session = request.session
            try await session.regenerate()
            try await session.bind(user: request.parameters["user"] ?? "")
            return session.id
        }
        app.post("/logout") { request in
            try await request.session.destroy()
            return "bye"
        }
    }
}

/// A visitor with a cookie jar.
final class Visitor {
    private let client: TestClient
    var cookie: String?

    init(_ client: TestClient, cookie: String? = nil) {
        self.client = client.newVisitor()
        self.client.keepsCookies = false
        self.cookie = cookie
    }

    @discardableResult
    func send(
        _ method: HTTPMethod, _ target: String, headers: [(name: String, value: String)] = []
    ) async throws -> TestResponse {
        let sent = headers + (cookie.map { [("Cookie", $0)] } ?? [])
        let response = try await client.send(TestRequest(method, target, headers: sent))
        if let set = response["Set-Cookie"] { cookie = String(set.prefix { $0 != ";" }) }
        return response
    }

    var sessionID: String { cookie.flatMap { $0.firstMatch(of: /s%3A([^.]+)\./).map { String($0.1) } } ?? "" }
}
