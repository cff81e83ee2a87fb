import Dispatch
import Taproom
import TaproomNet
import Testing

/// Responses to slow clients.
@Suite(.timeLimit(.minutes(2))) struct OutputTests {
    private let app = Application()

    init() {
        app.settings.threads = 1
    }

    private static let requests = 900

    private static func content(_ number: Int) -> [UInt8] {
        [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 8000 + number)
    }

    /// Sends requests one after another, and reads only at the end. The responses exceed what the kernel buffers.
    ///
    /// - Parameter answered: signalled for each request that is handled.
    private static func readsAtTheEnd(_ connection: BlockingConnection, answered: DispatchSemaphore) throws {
        var isWaiting = true
        for number in 1...requests {
            let last = number == requests ? "Connection: close\r\n" : ""
            try connection.send("GET /content/\(number) HTTP/1.1\r\nHost: a\r\n\(last)\r\n")
            // Each request is sent alone until the server waits for its client. No event announces that moment.
            if isWaiting { isWaiting = answered.wait(timeout: .now() + .milliseconds(200)) == .success }
        }
        var all: [UInt8] = []
        while case let bytes = try connection.receive(), !bytes.isEmpty { all += bytes }
        var rest = all[...]
        for number in 1...requests {
            while !rest.isEmpty, !rest.starts(with: "\r\n\r\n".utf8) { rest = rest.dropFirst() }
            let content = content(number)
            #expect(rest.dropFirst(4).starts(with: content), "content \(number)")
            rest = rest.dropFirst(4 + content.count)
        }
        #expect(rest.isEmpty)
    }

    /// Responses are sent at the end of a turn as far as the client accepts them. The rest follows later, in order.
    @Test(arguments: Transport.allCases)
    func aClientThatReadsOnlyAtTheEnd(_ transport: Transport) async throws {
        let answered = DispatchSemaphore(value: 0)
        app.get("/content/:number") { request in
            answered.signal()
            return Response(body: .bytes(Self.content(Int(request.parameters["number"] ?? "") ?? 0)))
        }
        try await transport.serve(app) { connection in
            try Self.readsAtTheEnd(connection, answered: answered)
        }
    }
}
