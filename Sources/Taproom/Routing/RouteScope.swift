import TaproomHTTP

/// What an application or a group declares: middleware, routes, groups within it, and what answers errors. They belong to
/// the thread that puts the application together.
public final class RouteScope {
    /// One route as it was declared.
    struct Declaration {
        let method: HTTPMethod?
        let pattern: String
        let handler: Handler
        let bodyLimit: Int?
        let middleware: [any Middleware]
    }

    /// What is taken off the path: that of the groups around it, then the group's own.
    let prefix: String
    private(set) var middleware: [any Middleware] = []
    private(set) var routes: [Declaration] = []
    private(set) var groups: [RouteScope] = []
    var errorHandler: ErrorHandler?
    /// Declarations that were refused, to be told at the start.
    private(set) var mistakes: [RouteError] = []
    /// Whether a server has started with the declarations: what is added then would never be served.
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

    /// Takes nothing any more, nor do its groups.
    func close() {
        isServed = true
        for group in groups { group.close() }
    }

    private func checkOpen(_ what: String) {
        precondition(!isServed, "\(what) was added after the start, and would never be served")
    }

    /// One pattern behind another, with one slash between them.
    static func join(_ left: String, _ right: String) -> String {
        if left.isEmpty { return right }
        let start = left.hasSuffix("/") ? String(left.dropLast()) : left
        if right.isEmpty || right == "/" { return left }
        return start + (right.hasPrefix("/") ? right : "/" + right)
    }
}
