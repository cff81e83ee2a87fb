/// Routes under one prefix, with middleware of their own.
///
///     let admin = app.group("/admin", RequireLogin())
///     admin.get("/stats") { request in … }
///
/// The middleware runs for the group's routes, and for requests under its prefix that have no route. A route outside of
/// the group is not the group's, whatever its path.
public final class RouteGroup: RouteBuilder {
    /// What has been declared.
    public let scope: RouteScope

    init(scope: RouteScope) {
        self.scope = scope
    }
}

/// Routes that belong together, to be added to an application or a group.
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
    /// - Parameter routes: the group that they belong to.
    func addRoutes(to routes: some RouteBuilder)
}
