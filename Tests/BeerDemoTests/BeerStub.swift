import Foundation
import Synchronization
import Taproom
import TaproomNet
import TestSupport

/// A beer API that misbehaves in a different way at each path.
final class BeerStub: Sendable {
    private struct Load {
        var inFlight = 0
        var peak = 0
        var connections: Set<String> = []
    }

    private let load = Mutex(Load())
    /// The gate at which `/held` and `/never` wait.
    private let gate = Mutex(Gate())
    private let server: Mutex<Server?> = Mutex(nil)

    /// The paths with their misbehaviour.
    static let misbehaviour: [String: @Sendable () -> Response] = [
        "/status": { Response(good("Fine", "IPA"), status: .internalServerError) },
        "/redirect": { .redirect(to: "/good") },
        "/no-json": { Response("<html>") },
        "/cut-json": { Response(#"{"status":200,"data":{"name":"Fine","sty"#) },
        "/other-json": { Response(#"{"status":200,"data":["Fine","IPA"]}"#) },
        "/status-in-json": { Response(#"{"status":404,"data":{"name":"Fine","style":"IPA"}}"#) },
        "/empty": { Response(good("", "IPA")) },
        "/blank": { Response(good("  ", "IPA")) },
        "/long-name": { Response(good(String(repeating: "x", count: 121), "IPA")) },
        "/long-style": { Response(good("Fine", String(repeating: "x", count: 121))) },
        "/accents": { Response(good("x" + String(repeating: "\u{301}", count: 500), "IPA")) },
        "/huge": { Response(good("Fine", "IPA") + String(repeating: " ", count: 1_000_000)) },
        "/control": { Response(good(#"Fine\u001b[2J"#, "IPA")) },
        "/turned-around": { Response(good(#"Fine\u202e"#, "IPA")) },
    ]

    static func good(_ name: String, _ style: String) -> String {
        #"{"status":200,"data":{"name":"\#(name)","style":"\#(style)"}}"#
    }

    static func start() async throws -> BeerStub {
        let stub = BeerStub()
        let app = Application()
        for (path, response) in misbehaviour {
            app.get(path) { _ in response() }
        }
        app.get("/hostile") { _ in Self.good(#"<script>alert(1)</script> & \"Sons\""#, "<b>IPA</b>") }
        app.get("/counted") { request in
            stub.load.withLock { load in
                load.inFlight += 1
                load.peak = max(load.peak, load.inFlight)
                load.connections.insert(request.connection.peer.map { "\($0)" } ?? "")
            }
            // The pause is long enough for requests to overlap.
            await EventLoop.current?.pause(milliseconds: 30)
            stub.load.withLock { $0.inFlight -= 1 }
            return Self.good("Fine", "IPA")
        }
        // Both wait until they are released, but only `/held` is released in time.
        for path in ["/held", "/never"] {
            app.get(path) { _ in
                await stub.gate.withLock { $0 }.pass()
                return Self.good("Held Back", "IPA")
            }
        }
        let server = try await app.start(host: "127.0.0.1", port: 0)
        stub.server.withLock { $0 = server }
        return stub
    }

    func url(_ path: String) -> String {
        "http://127.0.0.1:\(server.withLock { $0?.port ?? 0 })\(path)"
    }

    /// Lets `/held` and `/never` respond.
    func release() {
        gate.withLock { $0 }.open()
    }

    /// Holds requests from now on. Earlier ones get their responses.
    func hold() {
        release()
        gate.withLock { $0 = Gate() }
    }

    /// Waits until a request is held.
    func waitForHeld() async throws {
        let gate = gate.withLock { $0 }
        try await eventually("a request to the API") { gate.arrived > 0 }
    }

    /// The maximum number of concurrent requests to `/counted`, and the number of their connections.
    var counted: (peak: Int, connections: Int) { load.withLock { ($0.peak, $0.connections.count) } }

    func stop() async {
        release()
        let server = server.withLock { $0.take() }
        await server?.stop()
    }
}
