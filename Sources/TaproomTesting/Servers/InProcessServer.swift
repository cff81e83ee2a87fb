import Logging
import Synchronization
import Taproom
import TaproomHTTP
import TaproomNet

/// Handles requests without a socket, each in a task of its own.
final class InProcessServer: TestServer {
    private let chain: Chain
    private let server: Server
    private let context: ApplicationContext
    private let connection: ConnectionInfo
    private let logger: Logger
    private let exchanges = OpenExchanges()
    private let running = Running()

    init(_ app: Application, isSecure: Bool) async throws {
        chain = try app.chain()
        server = Server(withoutSocketsFor: app)
        context = app.context()
        logger = app.logger
        let peer = try? SocketAddress.resolve(host: "127.0.0.1", port: 0).first
        connection = ConnectionInfo(peer: peer, isSecure: isSecure)
        try await app.runStartHooks(server)
    }

    func open(_ request: TestRequest, timeout: Duration) async throws -> any Exchange {
        let pipe = BytePipe()
        var request = request
        request.headers.append(("Connection", "close"))
        running.begin()
        let task = Task { [request] in
            await answer(request, into: pipe)
            pipe.finish()
            running.end()
        }
        let exchange = InProcessExchange(pipe, task: task, owner: exchanges)
        exchanges.insert(exchange)
        return exchange
    }

    func stop(timeout: Duration) async throws {
        exchanges.closeAll()
        let signal = running.untilNone()
        let grace = context.settings.shutdownGrace.asTimeout
        // Handlers that do not end although they are cancelled are left running, as a stopping server does.
        _ = await Task { await signal.wait(until: .now + grace) }.value
        await server.stop()
    }

    @concurrent
    private func answer(_ sent: TestRequest, into pipe: BytePipe) async {
        let writer = InProcessResponse(pipe, method: sent.method)
        do {
            let source = sent.pieces.map { PiecedContent($0) }
            let request = try Request(
                parsing: source == nil ? sent.bytes : Array(sent.head.utf8), lateContent: source,
                connection: connection, context: context)
            let response = await chain.respond(to: request)
            try await writer.send(response, to: request, chain, logger)
        } catch let error as RequestError {
            chain.rejected(error.status, connection, received: sent.bytes[...])
            try? await writer.reject(error.status, error.message)
        } catch let error as HTTPError {
            try? await writer.reject(error.status, error.message)
        } catch {
            // The client has gone.
        }
    }

    /// Counts the running handlers.
    private final class Running: Sendable {
        private struct State {
            var count = 0
            var waiting: Signal?
        }

        private let state = Mutex(State())

        func begin() {
            state.withLock { $0.count += 1 }
        }

        func end() {
            let waiting = state.withLock { state in
                state.count -= 1
                return state.count == 0 ? state.waiting : nil
            }
            waiting?.send()
        }

        /// Returns a signal that is sent when no handler is running.
        func untilNone() -> Signal {
            let signal = Signal()
            let isNone = state.withLock { state in
                state.waiting = signal
                return state.count == 0
            }
            if isNone { signal.send() }
            return signal
        }
    }
}

/// A request and its response in memory.
private final class InProcessExchange: Exchange {
    private let pipe: BytePipe
    private let task: Task<Void, Never>
    private let owner: OpenExchanges

    init(_ pipe: BytePipe, task: Task<Void, Never>, owner: OpenExchanges) {
        self.pipe = pipe
        self.task = task
        self.owner = owner
    }

    func next(until deadline: ContinuousClock.Instant) async throws -> [UInt8]? {
        try await pipe.next(until: deadline)
    }

    func close() {
        owner.remove(self)
        pipe.abandon()
        task.cancel()
    }
}

/// The content of a request that arrives piece by piece.
private final class PiecedContent: RequestContentSource {
    private var rest: ArraySlice<[UInt8]>

    init(_ pieces: [[UInt8]]) {
        rest = pieces[...]
    }

    func next() async throws -> [UInt8]? {
        await Task.yield()
        return rest.popFirst()
    }
}
