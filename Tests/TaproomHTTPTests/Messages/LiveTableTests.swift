import Taproom
import TaproomNet
import TaproomTesting
import TestSupport
import Testing

/// The table over TCP, with an application that responds with the request as it understood it.
@Suite struct LiveTableTests {
    /// The division of a row's bytes into writes.
    enum Delivery: String, CaseIterable {
        case whole
        case singleBytes
        case cutAtEveryPosition
    }

    @Test(.timeLimit(.minutes(20)), arguments: Delivery.allCases)
    func theTableHolds(_ delivery: Delivery) async throws {
        try await check(delivery, tls: nil, client: nil)
    }

    /// Each write is a TLS record of its own.
    @Test(.timeLimit(.minutes(20)), arguments: [Delivery.whole, .singleBytes])
    func theTableHoldsOverTLS(_ delivery: Delivery) async throws {
        let certificates = try TestCertificates()
        defer { withExtendedLifetime(certificates) {} }
        let files = try certificates.writeLocalhost()
        var trust = TLSClientContext.Options()
        trust.authorities = files.certificate
        try await check(
            delivery, tls: TLSOptions(certificate: files.certificate, key: files.key),
            client: .init(TLSClientContext(trust)))
    }

    private func check(_ delivery: Delivery, tls: TLSOptions?, client: BlockingConnection.ClientTLS?) async throws {
        let server = try await Self.application().start(host: "127.0.0.1", port: 0, tls: tls)
        let port = server.port
        let lanes = 6
        await withTaskGroup(of: [String].self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    let rows = stride(from: lane, to: Row.all.count, by: lanes).map { Row.all[$0] }
                    do {
                        return try await BackgroundThread.run {
                            rows.flatMap { LiveRow(row: $0, port: port, tls: client).complaints(delivery) }
                        }
                    } catch {
                        return ["\(error)"]
                    }
                }
            }
            for await complaints in group {
                for complaint in complaints { Issue.record("\(complaint)") }
            }
        }
        await server.stop()
    }

    private static func application() -> Application {
        let app = Application()
        app.use(Understood())
        app.get("/routed/get") { _ in "got" }
        app.post("/routed/post") { _ in "posted" }
        return app
    }
}

/// Responds with the request as it was understood, unless it is to be routed.
private struct Understood: Middleware {
    func respond(to request: Request, next: Next) async throws -> Response {
        let head = request.head
        let path = request.text(head.path)
        if path.hasPrefix("/routed") || path == "*" { return await next(request) }
        let message = Message(
            method: request.method.name, path: path, query: request.queryString,
            authority: request.text(head.authority),
            content: String(decoding: try await request.body.collect(), as: UTF8.self))
        return Response(message.text)
    }
}

/// A row against a server. Its calls block.
private struct LiveRow {
    let row: Row
    let port: Int
    let tls: BlockingConnection.ClientTLS?

    /// Returns the differences from the expected results.
    func complaints(_ delivery: LiveTableTests.Delivery) -> [String] {
        switch delivery {
        case .whole: complaints(cuts: [])
        case .singleBytes:
            complaints(cuts: Array(stride(from: 1, to: row.bytes.count, by: row.bytes.count > 2000 ? 37 : 1)))
        case .cutAtEveryPosition: row.cuts.flatMap { complaints(cuts: [$0]) }
        }
    }

    private func complaints(cuts: [Int]) -> [String] {
        let place = cuts.count == 1 ? " cut at \(cuts[0])" : ""
        do {
            let received = try exchange(cuts: cuts)
            return complaints(received).map { "\(row.testDescription)\(place): \($0)" }
        } catch {
            return ["\(row.testDescription)\(place): \(error)"]
        }
    }

    private func exchange(cuts: [Int]) throws -> [UInt8] {
        let connection = try BlockingConnection(port: port, tls: tls)
        defer { connection.close() }
        var start = 0
        for cut in cuts + [row.bytes.count] {
            try connection.send(Array(row.bytes[start..<cut]))
            start = cut
        }
        try connection.endSession()
        connection.finishSending()
        return try connection.receiveAll()
    }

    private func complaints(_ received: [UInt8]) -> [String] {
        let isHead = row.outcomes.first.map {
            if case .accepted(let message) = $0 { message.method == "HEAD" } else { false }
        }
        guard let responses = Responses.parse(received, isHead: isHead ?? false) else {
            return ["no whole responses: \(String(decoding: received, as: UTF8.self))"]
        }
        let statuses = responses.map(\.status.code)
        guard statuses == row.expectedAnswers else {
            return ["answered with \(statuses) instead of \(row.expectedAnswers)"]
        }
        return zip(row.outcomes, responses).compactMap { complaint($0, $1) }
    }

    private func complaint(_ outcome: Outcome, _ response: TestResponse) -> String? {
        let closes = response["connection"] == "close"
        switch outcome {
        case .accepted(let message):
            if closes == message.keepAlive { return "Connection: \(response["connection"] ?? "none")" }
            if row.answers == nil, message.method != "HEAD", response.text != message.text {
                return "understood as \(response.text)"
            }
        case .refused, .unfinishedContent:
            if !closes { return "refused without Connection: close" }
        case .unfinishedHead: break
        }
        return nil
    }
}
