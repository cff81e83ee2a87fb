import Logging
import TaproomHTTP
import TaproomNet
import TaproomViews

/// A web application: middleware in the order in which it was added, then routes.
///
///     let app = Application()
///     app.use(AccessLog())
///     app.get("/hello/:name") { request in "Hello, \(request.parameters["name"] ?? "")!" }
///     try await app.run(host: "localhost", port: 3000)
///
/// Add all middleware and routes before the start. Adding them later is a mistake that ends the program.
public final class Application: RouteBuilder {
    /// A function that is called when the server listens, before `start` returns.
    public typealias StartHook = @Sendable (Server) async throws -> Void
    /// A function that is called when the server has stopped.
    public typealias StopHook = @Sendable () async throws -> Void

    /// The limits, time-outs and threads of the server.
    public var settings: ApplicationSettings
    /// The logger of the server and its requests.
    public var logger: Logger
    /// The templates that `Request.render` renders.
    public var views: Views?
    /// The declarations of routes and middleware.
    public let scope = RouteScope()
    private(set) var startHooks: [StartHook] = []
    private(set) var stopHooks: [StopHook] = []

    /// - Parameters:
    ///   - settings: the limits, time-outs and threads of the server.
    ///   - logger: the logger of the server; nil for one with the label `taproom`.
    public init(settings: ApplicationSettings = ApplicationSettings(), logger: Logger? = nil) {
        StandardStreams.ensureOpen()
        self.settings = settings
        self.logger = logger ?? .framework("taproom")
    }

    // MARK: Hooks

    /// Adds a hook for the start, when the server listens. Hooks run in the order in which they were added. If one
    /// throws, the server stops, and `start` throws the error.
    public func onStart(_ hook: @escaping StartHook) {
        startHooks.append(hook)
    }

    /// Adds a hook for the end, when the server has stopped after its last request. Hooks run in the reverse order.
    /// Errors that they throw are logged.
    public func onStop(_ hook: @escaping StopHook) {
        stopHooks.append(hook)
    }

    // MARK: Parts of a server

    /// Returns the chain of the current declarations.
    ///
    /// - Throws: `RouteError` for an invalid declaration.
    package func chain() throws(RouteError) -> Chain {
        let logger = logger
        return try RouteCompiler.chain(scope, logger: logger) { error, request in
            ErrorResponse.standard(error, request, logger)
        }
    }

    /// Returns the values that requests share, from the current settings, logger and views.
    package func context() -> ApplicationContext {
        ApplicationContext(settings: settings, logger: logger, views: views)
    }
}
