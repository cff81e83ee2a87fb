import Glibc
import Logging
import Synchronization
import TaproomHTTP
import TaproomNet

/// A running server.
public final class Server: Sendable {
    /// The addresses in use, such as `127.0.0.1:3000`.
    public let addresses: [String]
    /// The port in use.
    public let port: Int
    /// The server's event loops.
    package let loops: [EventLoop]
    private let workers: [Worker]
    private let stopHooks: [Application.StopHook]
    private let logger: Logger
    private let stopping = Mutex<Task<Void, Never>?>(nil)
    /// The server's TLS; nil for plain HTTP.
    private let tls: ServerTLS?
    /// The plain server that redirects to this one; nil for none.
    private let redirect: Server?
    /// The port that redirects to HTTPS; nil for none.
    public var redirectPort: Int? { redirect?.port }

    init(
        chain: Chain, context: ApplicationContext, stopHooks: [Application.StopHook], host: String, port: UInt16,
        tls options: TLSOptions? = nil
    ) throws {
        self.stopHooks = stopHooks
        logger = context.logger
        let settings = context.settings
        BrokenPipe.ignoreSignal()
        if settings.raisesDescriptorLimit { DescriptorLimit.raise() }
        let count = max(1, settings.threads ?? Self.processorCount)
        let tls = try options.map { try ServerTLS($0, logger: context.logger) }
        let contexts = try tls?.makeContexts(count)
        let loops = try (0..<count).map { try EventLoop(name: "taproom-\($0)") }
        // The reserve is for files and logs, and each loop may also have connections of its own to a store.
        let reserve = DescriptorReserve(count: 32 + 2 * count)
        let first = try Self.listen(
            host: host, port: port, loop: loops[0], reserve: reserve, takesOver: settings.takesOver)
        let bound = first.map(\.address)
        let admission = ConnectionAdmission(settings, loops: count)
        let bodyBudget = BodyBudget(limit: settings.bodyMemoryLimit)
        let pauses = AcceptPauses(logger: context.logger)
        workers = try loops.enumerated().map { index, loop in
            let listeners =
                try index == 0 ? first : bound.map { try Listener(address: $0, loop: loop, reserve: reserve) }
            return Worker(
                loop: loop, index: index, listeners: listeners, chain: chain, context: context, admission: admission,
                bodyBudget: bodyBudget, pauses: pauses, tls: contexts?[index], tlsOptions: options)
        }
        self.loops = loops
        addresses = bound.map(\.description)
        self.port = bound.first.map { Int($0.port) } ?? 0
        self.tls = tls
        redirect = try options?.redirectPort.map { [port = self.port] in
            try Self.redirecting(to: port, host: host, port: $0, context)
        }
        for worker in workers { try worker.loop.start() }
        for worker in workers { worker.loop.execute { [workers] in worker.begin(among: workers) } }
        tls?.watch(workers)
    }

    /// Listens on every address of the host. For port 0 the system chooses a port, which all addresses share. One of
    /// the two addresses of localhost may be missing, for example on a machine without IPv6.
    private static func listen(
        host: String, port: UInt16, loop: EventLoop, reserve: DescriptorReserve, takesOver: Bool
    ) throws -> [Listener] {
        var listeners: [Listener] = []
        var missing: SystemError?
        for var address in try SocketAddress.resolve(host: host, port: port) {
            if port == 0, let first = listeners.first { address.port = first.address.port }
            do {
                if !takesOver { try Listener.checkFree(address) }
                listeners.append(try Listener(address: address, loop: loop, reserve: reserve))
            } catch {
                let isMissing = error.code == EADDRNOTAVAIL || error.code == EAFNOSUPPORT
                guard host == "localhost", isMissing else { throw error }
                missing = error
            }
        }
        if listeners.isEmpty, let missing { throw missing }
        return listeners
    }

    private static var processorCount: Int { sysconf(Int32(_SC_NPROCESSORS_ONLN)) }

    /// Stops accepting, waits for current requests within the grace time, and ends the loops and their threads. A
    /// second call waits for the same end.
    public func stop() async {
        let task = stopping.withLock { stopping in
            let task = stopping ?? Task { await end() }
            stopping = task
            return task
        }
        await task.value
    }

    private func end() async {
        await redirect?.stop()
        tls?.stop()
        // All loops stop listening before the first one asks its clients to reconnect.
        await withTaskGroup(of: Void.self) { group in
            for worker in workers {
                group.addTask { await worker.loop.run { await worker.endListening() } }
            }
        }
        await withTaskGroup(of: Void.self) { group in
            for worker in workers {
                group.addTask { await worker.loop.run { await worker.drain() } }
            }
        }
        for worker in workers { worker.loop.stop(keeping: worker) }
        // `join` blocks, so it does not run on a loop's thread.
        try? await BackgroundThread.run { [workers] in
            for worker in workers { worker.loop.join() }
        }
        for hook in stopHooks.reversed() {
            do {
                try await hook()
            } catch {
                logger.error("a stop hook failed", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Makes a server without sockets, for tests in process.
    package init(withoutSocketsFor app: Application) {
        stopHooks = app.stopHooks
        logger = app.logger
        addresses = []
        port = 0
        loops = []
        workers = []
        tls = nil
        redirect = nil
    }
}
