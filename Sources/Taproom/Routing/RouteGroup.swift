/// A group of routes under one prefix, with its own middleware.
///
///     let admin = app.group("/admin", RequireLogin())
///     admin.get("/stats") { request in … }
///
/// The middleware runs for the group's routes, and for requests under its prefix that match no route. It does not run
/// for a route that is declared outside of the group, even if that route's path is under the prefix.
public final class RouteGroup: RouteBuilder {
    /// The declarations of the group.
    public let scope: RouteScope

    init(scope: RouteScope) {
        self.scope = scope
    }
}

/// A set of routes that can be added to an application or a group.
///
///     struct Blog: RouteCollection {
///         func addRoutes(to routes: some RouteBuilder) {
///             routes.get("/") { request in … }
///         }
///     }
///     app.register(Blog(), at: "/blog")
public protocol RouteCollection {
    /// Declares the routes.
    ///
    /// - Parameter routes: the group to add the routes to.
    func addRoutes(to routes: some RouteBuilder)
}
