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
/// It is put together first and served then: to add to it after the start is a mistake that ends the program.
public final class Application: RouteBuilder {
    /// What is done when the server listens, before `start` returns.
    public typealias StartHook = @Sendable (Server) async throws -> Void
    /// What is done when the server has stopped.
    public typealias StopHook = @Sendable () async throws -> Void

    /// How it serves: limits, time-outs, threads.
    public var settings: ApplicationSettings
    /// Where it logs.
    public var logger: Logger
    /// The templates that `Request.render` renders.
    public var views: Views?
    /// What has been declared.
    public let scope = RouteScope()
    private(set) var startHooks: [StartHook] = []
    private(set) var stopHooks: [StopHook] = []

    /// - Parameters:
    ///   - settings: how it serves.
    ///   - logger: for what the server has to say; named `taproom` where nil.
    public init(settings: ApplicationSettings = ApplicationSettings(), logger: Logger? = nil) {
        StandardStreams.ensureOpen()
        self.settings = settings
        self.logger = logger ?? .framework("taproom")
    }

    // MARK: Hooks

    /// Adds something to be done when the server listens; in the order in which the hooks were added. What one throws stops
    /// the server and comes out of `start`.
    public func onStart(_ hook: @escaping StartHook) {
        startHooks.append(hook)
    }

    /// Adds something to be done when the server has stopped, after the last request; in the reverse order. What one throws
    /// is logged.
    public func onStop(_ hook: @escaping StopHook) {
        stopHooks.append(hook)
    }

    // MARK: What a server is made of

    /// The chain as it stands now.
    ///
    /// - Throws: `RouteError` for a declaration that can't mean what it says.
    package func chain() throws(RouteError) -> Chain {
        let logger = logger
        return try RouteCompiler.chain(scope, logger: logger) { error, request in
            ErrorResponse.standard(error, request, logger)
        }
    }

    /// What its requests share, as it stands now.
    package func context() -> ApplicationContext {
        ApplicationContext(settings: settings, logger: logger, views: views)
    }
}
