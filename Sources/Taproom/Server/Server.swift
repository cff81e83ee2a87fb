import Glibc
import Logging
import Synchronization
import TaproomHTTP
import TaproomNet

/// A server that is running.
public final class Server: Sendable {
    /// Where it listens, as in `127.0.0.1:3000`.
    public let addresses: [String]
    /// The port in use.
    public let port: Int
    /// Its event loops.
    public let loops: [EventLoop]
    private let workers: [Worker]
    private let stopHooks: [Application.StopHook]
    private let logger: Logger
    private let stopping = Mutex<Task<Void, Never>?>(nil)

    init(
        chain: Chain, context: ApplicationContext, stopHooks: [Application.StopHook], host: String, port: UInt16
    ) throws {
        self.stopHooks = stopHooks
        logger = context.logger
        let settings = context.settings
        BrokenPipe.ignoreSignal()
        if settings.raisesDescriptorLimit { DescriptorLimit.raise() }
        let count = max(1, settings.threads ?? Self.processorCount)
        let loops = try (0..<count).map { try EventLoop(name: "taproom-\($0)") }
        // A few for files and logs; and each loop may have connections of its own to a store.
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
                bodyBudget: bodyBudget,
                pauses: pauses)
        }
        self.loops = loops
        addresses = bound.map(\.description)
        self.port = bound.first.map { Int($0.port) } ?? 0
        for worker in workers { try worker.loop.start() }
        for worker in workers { worker.loop.execute { [workers] in worker.begin(among: workers) } }
    }

    /// Listens on every address of the host. Port 0 becomes a free one, the same for all. Of localhost's two
    /// addresses one may be missing, as on a machine without IPv6.
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

    /// Stops accepting, lets requests in flight finish within the grace time, and ends the loops and their threads.
    /// Called again, it waits for the same end.
    public func stop() async {
        let task = stopping.withLock { stopping in
            let task = stopping ?? Task { await end() }
            stopping = task
            return task
        }
        await task.value
    }

    private func end() async {
        // No loop tells its clients to come again before the last one has stopped listening.
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
        // On a thread that may wait, and that is none of the loops'.
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

    /// A server without sockets, of a test in process.
    package init(withoutSocketsFor app: Application) {
        stopHooks = app.stopHooks
        logger = app.logger
        addresses = []
        port = 0
        loops = []
        workers = []
    }
}
