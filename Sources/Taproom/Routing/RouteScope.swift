import TaproomHTTP

/// The declarations of an application or a group: middleware, routes, nested groups, and the error handler. Use it only
/// on the thread that sets up the application.
public final class RouteScope {
    /// A route as it was declared.
    struct Declaration {
        let method: HTTPMethod?
        let pattern: String
        let handler: Handler
        let bodyLimit: Int?
        let middleware: [any Middleware]
    }

    /// The prefix that is removed from the path: those of the enclosing groups, followed by the group's own.
    let prefix: String
    private(set) var middleware: [any Middleware] = []
    private(set) var routes: [Declaration] = []
    private(set) var groups: [RouteScope] = []
    var errorHandler: ErrorHandler?
    /// The errors of invalid declarations, which are thrown at the start.
    private(set) var mistakes: [RouteError] = []
    /// Whether a server has started with the declarations. It would not serve any that are added later.
    private var isServed = false

    init(prefix: String = "") {
        self.prefix = prefix
    }

    func use(_ middleware: any Middleware) {
        checkOpen("middleware")
        self.middleware.append(middleware)
    }

    func use(_ path: String, _ middleware: any Middleware) {
        checkOpen("middleware on \(path)")
        do throws(RouteError) {
            guard let text = try RoutePattern(path).plainText else {
                throw RouteError(
                    pattern: path, reason: "middleware is mounted on plain text: use a group for a path with parameters"
                )
            }
            self.middleware.append(
                text.isEmpty ? middleware : Mounted(prefix: PathPrefix(path), middleware: middleware))
        } catch {
            mistakes.append(error)
        }
    }

    func add(_ route: Declaration) {
        checkOpen("route \(route.pattern)")
        routes.append(route)
    }

    func group(_ prefix: String, _ middleware: [any Middleware]) -> RouteScope {
        checkOpen("group \(prefix)")
        let group = RouteScope(prefix: Self.join(self.prefix, prefix))
        group.middleware = middleware
        groups.append(group)
        return group
    }

    /// Closes the scope and its groups to further declarations.
    func close() {
        isServed = true
        for group in groups { group.close() }
    }

    private func checkOpen(_ what: String) {
        precondition(!isServed, "\(what) was added after the start, and would never be served")
    }

    /// Joins two patterns with one slash between them.
    static func join(_ left: String, _ right: String) -> String {
        if left.isEmpty { return right }
        let start = left.hasSuffix("/") ? String(left.dropLast()) : left
        if right.isEmpty || right == "/" { return left }
        return start + (right.hasPrefix("/") ? right : "/" + right)
    }
}
