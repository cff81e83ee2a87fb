import TaproomNet

/// Sends one command to several servers, one after another, until one of them has an answer. If a server is silent for
/// 200 milliseconds, the next one is asked, too. Used on the loop's thread only.
final class FirstAnswer<Answer>: TimerTarget {
    private let loop: EventLoop
    private let settings: ConnectionSettings
    private let command: [String]
    private let accept: (RedisValue, RedisAddress) -> Answer?
    private let completion: (Result<(Answer, RedisAddress), RedisError>) -> Void
    private var rest: ArraySlice<RedisAddress>
    private var connections: [RedisConnection] = []
    private var failures = 0
    private var reason: RedisError
    private lazy var timer = LoopTimer(target: self)
    private var isOver = false
    private var isAsking = false
    private var isNextDue = false

    /// Nanoseconds of silence after which the next server is asked, too.
    private static var silenceTimeout: UInt64 { 200_000_000 }

    /// The most servers that are asked.
    static var mostServers: Int { 32 }

    /// - Parameters:
    ///   - accept: returns the answer in a reply; nil if the reply contains none.
    ///   - completion: called once, with the first answer and its server.
    init(
        of servers: [RedisAddress], _ command: [String], _ settings: ConnectionSettings, loop: EventLoop,
        accept: @escaping (RedisValue, RedisAddress) -> Answer?,
        completion: @escaping (Result<(Answer, RedisAddress), RedisError>) -> Void
    ) {
        self.loop = loop
        self.settings = settings.silent
        self.command = command
        self.accept = accept
        self.completion = completion
        rest = servers.prefix(Self.mostServers)
        reason = .unreachable("no server is known")
    }

    /// Starts asking. The completion may be called before it returns.
    func start() {
        askNext()
    }

    /// A loop rather than a recursion, because all servers may fail at once.
    private func askNext() {
        isNextDue = true
        guard !isAsking else { return }
        isAsking = true
        defer { isAsking = false }
        while isNextDue, !isOver {
            isNextDue = false
            ask()
        }
    }

    private func ask() {
        guard let server = rest.popFirst() else {
            if failures == connections.count { end(.failure(reason)) }
            return
        }
        timer.set(loop.now &+ Self.silenceTimeout, on: loop)
        let connection = RedisConnection(to: .server(server), settings, loop: loop, isForOnce: true)
        connections.append(connection)
        do {
            try connection.prepare()
            if connection.state == .closed { throw RedisError.unreachable(connection.lastFailure) }
            try connection.submit { [command] in
                $0.write(command)
            } outcome: { [weak self] in
                self?.take($0, from: server)
            }
        } catch {
            take(.failure(error as? RedisError ?? .unreachable("\(error)")), from: server)
        }
    }

    private func take(_ result: Result<RedisValue, RedisError>, from server: RedisAddress) {
        guard !isOver else { return }
        switch result {
        case .success(let reply):
            if let answer = accept(reply, server) { return end(.success((answer, server))) }
            if case .error(let message) = reply { reason = .unreachable("\(server): \(message)") }
        case .failure(let error): reason = .unreachable("\(server): \(error)")
        }
        failures += 1
        askNext()
    }

    func timerFired(_ timer: LoopTimer) {
        askNext()
    }

    private func end(_ result: Result<(Answer, RedisAddress), RedisError>) {
        isOver = true
        timer.cancel()
        for connection in connections { connection.close() }
        completion(result)
    }
}
