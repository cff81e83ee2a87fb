import Glibc
import Logging
import TaproomHTTP
import TaproomNet

extension Application {
    /// Starts to serve and returns, when the start hooks have run.
    ///
    /// - Parameters:
    ///   - host: an address in numbers, a name, or `localhost` for both 127.0.0.1 and ::1.
    ///   - port: 0 picks a free one, which is the server's `port` then.
    ///   - tls: certificates for HTTPS; nil for plain HTTP.
    /// - Throws: `RouteError`, `SystemError`, `AddressError` or `TLSError`, which say in a line what stands in the way; what a
    ///   start hook throws, after the server has been stopped.
    public func start(host: String = "localhost", port: Int = 3000, tls: TLSOptions? = nil) async throws -> Server {
        let number = try Self.number(ofPort: port, host: host)
        let chain = try chain()
        scope.close()
        let server = try Server(
            chain: chain, context: context(), stopHooks: stopHooks, host: host, port: number, tls: tls)
        try await runStartHooks(server)
        return server
    }

    /// - Throws: `AddressError` for a number that no port has.
    static func number(ofPort port: Int, host: String) throws -> UInt16 {
        guard let number = UInt16(exactly: port) else {
            throw AddressError(host: host, reason: "port \(port) is not between 0 and 65535")
        }
        return number
    }

    /// Runs the start hooks in order; where one throws, the server is stopped.
    package func runStartHooks(_ server: Server) async throws {
        do {
            for hook in startHooks { try await hook(server) }
        } catch {
            await server.stop()
            throw error
        }
    }

    /// Serves until SIGTERM, SIGINT or the cancellation of the task, then lets requests in flight finish. Logs where it listens.
    ///
    /// Where it can't listen, as on a port that is taken, it says so in one line on standard error and ends the process with
    /// exit code 69 (`EX_UNAVAILABLE`), and with 64 (`EX_USAGE`) for a certificate or key that can't be used; `start` throws
    /// instead.
    ///
    /// - Parameters:
    ///   - host: an address in numbers, a name, or `localhost` for both 127.0.0.1 and ::1.
    ///   - port: 0 picks a free one.
    ///   - tls: certificates for HTTPS; nil for plain HTTP.
    /// - Throws: `RouteError`; what a start hook throws.
    public func run(host: String = "localhost", port: Int = 3000, tls: TLSOptions? = nil) async throws {
        Shutdown.prepare()
        let server: Server
        do {
            server = try await start(host: host, port: port, tls: tls)
        } catch let error as SystemError {
            Self.end(because: error.description, code: EX_UNAVAILABLE)
        } catch let error as AddressError {
            Self.end(because: error.description, code: EX_UNAVAILABLE)
        } catch let error as TLSError {
            Self.end(because: error.description, code: EX_USAGE)
        }
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
    /// A host name or address as it stands in a URL: IPv6 addresses in brackets (RFC 3986 §3.2.2).
    var asURLHost: String { utf8.contains(UInt8(ascii: ":")) ? "[\(self)]" : self }
}
