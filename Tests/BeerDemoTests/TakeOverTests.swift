import Foundation
import Glibc
import TaproomNet
import TestSupport
import Testing

/// A server that takes over the port of another one, both with HTTPS.
@Suite(.timeLimit(.minutes(2))) struct TakeOverTests {
    private let certificates: TestCertificates
    private let client: TLSClientContext
    private let files: TLSCredentials.Files
    /// A file with keys for session tickets.
    private let ticketKeys: String

    init() throws {
        certificates = try TestCertificates()
        files = try certificates.writeLocalhost()
        var trust = TLSClientContext.Options()
        trust.authorities = files.certificate
        client = try TLSClientContext(trust)
        ticketKeys = certificates.path("ticket.keys")
        try Data((0..<80).map { _ in UInt8.random(in: 0...255) }).write(to: URL(filePath: ticketKeys))
    }

    private func start(port: Int = 0, _ arguments: [String] = []) async throws -> DemoServer {
        try await DemoServer.start(
            ["--take-over", "--tls-certificate", files.certificate, "--tls-key", files.key] + arguments, port: port)
    }

    private func stop(_ server: DemoServer) async throws {
        server.process.signal(SIGTERM)
        #expect(try await server.process.exitCode() == 0, "\(server.process.text)")
    }

    @Test(arguments: [true, false])
    func noRequestIsLost(_ keepsConnections: Bool) async throws {
        var server = try await start()
        let port = server.port
        let icon = try String(contentsOfFile: "Public/favicon.svg", encoding: .utf8)
        let clients = SteadyClients(
            port: port, tls: .init(client), path: "/favicon.svg", content: icon, keepsConnections: keepsConnections)
        let lost = try await clients.ask {
            for _ in 0..<3 {
                try await clients.goOn()
                let next = try await start(port: port)
                try await stop(server)
                server = next
            }
            try await clients.goOn()
        }
        #expect(lost == [])
        try await stop(server)
    }

    /// Makes a request.
    private func session(
        _ server: DemoServer, ticket: TLSTicket? = nil
    ) async throws -> (isResumed: Bool, ticket: TLSTicket?) {
        let (port, client) = (server.port, client)
        return try await BackgroundThread.run {
            let connection = try BlockingConnection(port: port, tls: .init(client, ticket: ticket))
            defer { connection.close() }
            try connection.send("GET /favicon.svg HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try connection.response().hasPrefix("HTTP/1.1 200 "))
            return (connection.session?.isResumed ?? false, connection.session?.ticket)
        }
    }

    @Test(arguments: [true, false])
    func ticketsAreGoodForTheNextOneWhereKeysAreShared(_ sharesKeys: Bool) async throws {
        let arguments = sharesKeys ? ["--tls-ticket-keys", ticketKeys] : []
        let old = try await start(arguments)
        let first = try await session(old)
        let ticket = try #require(first.ticket)
        #expect(try await session(old, ticket: ticket).isResumed)
        let new = try await start(port: old.port, arguments)
        try await stop(old)
        #expect(try await session(new, ticket: ticket).isResumed == sharesKeys)
        try await stop(new)
    }
}
