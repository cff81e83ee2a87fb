import ServiceLifecycle

/// An application as a service of swift-service-lifecycle.
///
///     let group = ServiceGroup(services: [app.service(port: 3000), worker], gracefulShutdownSignals: [.sigterm], logger: logger)
///     try await group.run()
public struct ApplicationService: Service {
    private let start: @Sendable () async throws -> Server

    init(_ start: @escaping @Sendable () async throws -> Server) {
        self.start = start
    }

    /// Serves until the group shuts down gracefully, or the task is cancelled; then lets requests in flight finish.
    ///
    /// - Throws: as `Application.start`.
    public func run() async throws {
        let server = try await start()
        // Cancelled or told to shut down: requests in flight finish either way.
        try? await gracefulShutdown()
        await server.stop()
    }
}

extension Application {
    /// The application as a service, which starts it.
    ///
    /// - Parameters:
    ///   - host: an address in numbers, a name, or `localhost` for both 127.0.0.1 and ::1.
    ///   - port: 0 picks a free one.
    ///   - tls: certificates for HTTPS; nil for plain HTTP.
    public func service(host: String = "localhost", port: Int = 3000, tls: TLSOptions? = nil) -> ApplicationService {
        let app = Starting(app: self)
        return ApplicationService { try await app.start(host: host, port: port, tls: tls) }
    }
}

/// An application that belongs to the service that starts it: nothing is added to it then.
private final class Starting: @unchecked Sendable {
    private let app: Application

    init(app: Application) {
        self.app = app
    }

    func start(host: String, port: Int, tls: TLSOptions?) async throws -> Server {
        try await app.start(host: host, port: port, tls: tls)
    }
}
