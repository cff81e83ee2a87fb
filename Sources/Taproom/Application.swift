import Logging
import TaproomHTTP
import TaproomNet

/// A web application: middleware in the order in which it was added, then routes.
///
///     let app = Application()
///     app.use(AccessLog())
///     app.get("/hello/:name") { request in "Hello, \(request.parameters["name"] ?? "")!" }
///     try await app.run(host: "localhost", port: 3000)
///
/// It is put together first and served then: to add to it after the start is a mistake that ends the program.
public final class Application: RouteBuilder {
    /// How it serves: limits, time-outs, threads.
    public var settings: ApplicationSettings
    /// Where it logs.
    public var logger: Logger
    /// What has been declared.
    public let scope = RouteScope()

    /// - Parameters:
    ///   - settings: how it serves.
    ///   - logger: for what the server has to say; named `taproom` where nil.
    public init(settings: ApplicationSettings = ApplicationSettings(), logger: Logger? = nil) {
        StandardStreams.ensureOpen()
        self.settings = settings
        self.logger = logger ?? .framework("taproom")
    }

    /// The chain as it stands now.
    ///
    /// - Throws: `RouteError` for a declaration that can't mean what it says.
    package func chain() throws(RouteError) -> Chain {
        let logger = logger
        return try RouteCompiler.chain(scope, logger: logger) { error, request in
            ErrorResponse.plain(error, request, logger)
        }
    }
}
