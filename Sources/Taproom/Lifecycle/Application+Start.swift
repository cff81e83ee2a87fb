import Glibc
import Logging
import TaproomHTTP
import TaproomNet

extension Application {
    /// Starts the server. Returns when the start hooks have run.
    ///
    /// - Parameters:
    ///   - host: a numeric address, a name, or `localhost` for both 127.0.0.1 and ::1.
    ///   - port: the port; 0 for any free one, which is then the server's `port`.
    ///   - tls: the certificates for HTTPS; nil for plain HTTP.
    /// - Throws: `RouteError`, `SystemError`, `AddressError` or `TLSError`, each with a one-line description of the
    ///   problem. If a start hook throws, the server stops, and the hook's error is thrown.
    public func start(host: String = "localhost", port: Int = 3000, tls: TLSOptions? = nil) async throws -> Server {
        let server = try listen(host, port, tls)
        try await runStartHooks(server)
        return server
    }

    /// Makes the server, which listens and serves from then on.
    private func listen(_ host: String, _ port: Int, _ tls: TLSOptions?) throws -> Server {
        let number = try Self.number(ofPort: port, host: host)
        let chain = try chain()
        scope.close()
        return try Server(chain: chain, context: context(), stopHooks: stopHooks, host: host, port: number, tls: tls)
    }

    /// Converts a port.
    ///
    /// - Throws: `AddressError` for a number that is not a port.
    static func number(ofPort port: Int, host: String) throws -> UInt16 {
        guard let number = UInt16(exactly: port) else {
            throw AddressError(host: host, reason: "port \(port) is not between 0 and 65535")
        }
        return number
    }

    /// Runs the start hooks in order. If one throws, stops the server and throws its error.
    package func runStartHooks(_ server: Server) async throws {
        do {
            for hook in startHooks { try await hook(server) }
        } catch {
            await server.stop()
            throw error
        }
    }

    /// Serves until SIGTERM, SIGINT or the cancellation of the task, then lets current requests finish. Logs the
    /// addresses on which it listens.
    ///
    /// If it can't listen, for example because the port is in use, it prints a line on standard error and ends the
    /// process with exit code 69 (`EX_UNAVAILABLE`). If a certificate or key can't be used, the exit code is 64
    /// (`EX_USAGE`). `start` throws these errors instead.
    ///
    /// - Parameters:
    ///   - host: a numeric address, a name, or `localhost` for both 127.0.0.1 and ::1.
    ///   - port: the port; 0 for any free one.
    ///   - tls: the certificates for HTTPS; nil for plain HTTP.
    /// - Throws: `RouteError`, and the error of a start hook.
    public func run(host: String = "localhost", port: Int = 3000, tls: TLSOptions? = nil) async throws {
        Shutdown.prepare()
        let server: Server
        do {
            server = try listen(host, port, tls)
        } catch let error as SystemError {
            Self.end(because: error.description, code: EX_UNAVAILABLE)
        } catch let error as AddressError {
            Self.end(because: error.description, code: EX_UNAVAILABLE)
        } catch let error as TLSError {
            Self.end(because: error.description, code: EX_USAGE)
        }
        try await runStartHooks(server)
        logger.info(
            "listening on \(tls == nil ? "http" : "https")://\(host.asURLHost):\(server.port)",
            metadata: ["addresses": "\(server.addresses.joined(separator: " "))"])
        await Shutdown.signal()
        await server.stop()
    }

    private static func end(because reason: String, code: Int32) -> Never {
        let program = CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "taproom"
        LogWriter.standardError.write(line: "\(program): \(reason)".escapingControlCharacters)
        exit(code)
    }
}

extension String {
    /// The host as it appears in a URL: an IPv6 address is in brackets (RFC 3986 §3.2.2).
    var asURLHost: String { utf8.contains(UInt8(ascii: ":")) ? "[\(self)]" : self }
}
