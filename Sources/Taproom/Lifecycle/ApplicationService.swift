import ServiceLifecycle

/// An application as a service of swift-service-lifecycle.
///
///     let group = ServiceGroup(
///         services: [app.service(port: 3000), worker], gracefulShutdownSignals: [.sigterm], logger: logger)
///     try await group.run()
public struct ApplicationService: Service {
    private let start: @Sendable () async throws -> Server

    init(_ start: @escaping @Sendable () async throws -> Server) {
        self.start = start
    }

    /// Serves until the group shuts down gracefully or the task is cancelled, then lets current requests finish.
    ///
    /// - Throws: the errors of `Application.start`.
    public func run() async throws {
        let server = try await start()
        // Current requests finish, whether the task was cancelled or told to shut down.
        try? await gracefulShutdown()
        await server.stop()
    }
}

extension Application {
    /// Returns a service that starts the application.
    ///
    /// - Parameters:
    ///   - host: a numeric address, a name, or `localhost` for both 127.0.0.1 and ::1.
    ///   - port: the port; 0 for any free one.
    ///   - tls: the certificates for HTTPS; nil for plain HTTP.
    public func service(host: String = "localhost", port: Int = 3000, tls: TLSOptions? = nil) -> ApplicationService {
        let app = Starting(app: self)
        return ApplicationService { try await app.start(host: host, port: port, tls: tls) }
    }
}

/// Holds an application until its service starts it. The application must not change after that.
private final class Starting: @unchecked Sendable {
    private let app: Application

    init(app: Application) {
        self.app = app
    }

    func start(host: String, port: Int, tls: TLSOptions?) async throws -> Server {
        try await app.start(host: host, port: port, tls: tls)
    }
}
