import Taproom
import TaproomRedis
import TaproomSessions

/// Makes the same application as `node/server.js`. Each route does the same as the one of that name there.
func makeApplication(redis: RedisClient, secret: String) throws -> Application {
    let app = Application()
    app.settings.trustedProxies = .loopback
    app.views = try Views("Views")

    app.use(AccessLog(), SecurityHeaders(), CrossOriginProtection())
    // The secret, the name (connect.sid), the prefix (sess:) and the cookie's settings are those of the Express server.
    app.use(
        try Sessions(
            store: RedisStore(redis), secrets: [secret],
            cookie: CookieOptions(secure: .off, maxAge: .hours(1))))

    app.get("/") { request in
        let values: [String: any Encodable] = [
            "views": try request.session.increment(.views),
            "cart": try request.session.get(.cart) ?? [],
            "user": try request.session.get(.user),
        ]
        var response = try request.render("page", values)
        response.headers["X-Served-By"] = "taproom"
        return response
    }

    app.post("/cart") { request in
        try request.session.append(try await request.form().require("item"), to: .cart)
        return Response.redirect(to: "/")
    }

    app.post("/login") { request in
        let name = try await request.form().require("name")
        // The session gets a new id, so that an attacker who knew the old one is not logged in, too.
        try await request.session.regenerate(keeping: .only("views", "cart"))
        try request.session.set(.user, to: name)
        return Response.redirect(to: "/")
    }

    app.post("/logout") { request in
        try await request.session.destroy()
        return Response.redirect(to: "/")
    }
    return app
}

/// The fields of the session, with the names that the Express server uses.
extension SessionKey where Value == Int {
    static var views: SessionKey { SessionKey("views") }
}

extension SessionKey where Value == [String] {
    static var cart: SessionKey { SessionKey("cart") }
}

extension SessionKey where Value == String {
    static var user: SessionKey { SessionKey("user") }
}
