import Logging
import TaproomNet

/// Finds the master that sentinels watch, for the connections of an event loop. The sentinels are asked before each
/// attempt to connect. They announce a fail-over by a message of the channel `+switch-master`. Used on the loop's
/// thread only.
final class SentinelMaster: RedisLocator, RedisConnectionObserver {
    private let name: String
    private let map: [RedisAddress: RedisAddress]
    /// The sentinel that was the last one to answer comes first.
    private var sentinels: [RedisAddress]
    /// The settings of the connections to sentinels.
    private let settings: ConnectionSettings
    private let loop: EventLoop
    private var query: FirstAnswer<RedisAddress>?
    private var callers: [(Result<RedisAddress, RedisError>) -> Void] = []
    /// The connections that follow the master.
    private var followers: [Follower] = []
    /// The connection that receives fail-overs. It goes to one sentinel after another.
    private var subscription: RedisConnection?
    private var heartbeat: Heartbeat?
    private let turns: SentinelTurns

    private struct Follower {
        weak var connection: RedisConnection?
    }

    /// The interval of the heartbeat in nanoseconds, which detects that the subscription was cut off silently.
    private static let beat: UInt64 = 1_000_000_000

    init(
        _ name: String, sentinels: [RedisAddress], map: [RedisAddress: RedisAddress], _ settings: ConnectionSettings,
        loop: EventLoop
    ) {
        self.name = name
        self.map = map
        self.sentinels = sentinels
        self.settings = settings
        self.loop = loop
        turns = SentinelTurns(sentinels)
    }

    func locate(for connection: RedisConnection, _ completion: @escaping (Result<RedisAddress, RedisError>) -> Void) {
        followers.removeAll { $0.connection == nil || $0.connection === connection }
        followers.append(Follower(connection: connection))
        callers.append(completion)
        guard query == nil else { return }
        let query = FirstAnswer(
            of: sentinels, ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", name], settings, loop: loop,
            accept: { reply, _ in SentinelReplies.master(reply) },
            completion: { [weak self] in self?.located($0) })
        self.query = query
        query.start()
    }

    private func located(_ result: Result<(RedisAddress, RedisAddress), RedisError>) {
        query = nil
        let callers = callers
        self.callers = []
        switch result {
        case .success(let (master, sentinel)):
            prefer(sentinel)
            for caller in callers { caller(.success(map[master] ?? master)) }
        case .failure(let error):
            for caller in callers { caller(.failure(.unreachable("no sentinel tells where \(name) is: \(error)"))) }
        }
    }

    private func prefer(_ sentinel: RedisAddress) {
        sentinels.removeAll { $0 == sentinel }
        sentinels.insert(sentinel, at: 0)
        turns.sentinels = sentinels
        if subscription == nil { subscribe() }
    }

    /// Asks another sentinel first next time, because this one may be out of date.
    func connectionFailed() {
        guard query == nil, sentinels.count > 1 else { return }
        sentinels.append(sentinels.removeFirst())
    }

    // MARK: Fail-overs

    private func subscribe() {
        let connection = RedisConnection(
            to: .located(name: "a sentinel of \(name)", needsMaster: false, by: turns), settings.silent, loop: loop)
        subscription = connection
        heartbeat = Heartbeat(of: connection, every: Self.beat)
        connection.takesMessages = true
        connection.add(self)
        try? connection.prepare()
    }

    func connectionIsReady(_ connection: RedisConnection) {
        connection.send {
            $0.write(["SENTINEL", "SENTINELS", self.name])
        } _: { [weak self] reply in
            if let self, let reply { learn(SentinelReplies.sentinels(reply)) }
        }
        connection.send {
            $0.write(["SUBSCRIBE", "+switch-master"])
        } _: { _ in
        }
        heartbeat?.start()
    }

    private func learn(_ others: [RedisAddress]) {
        for other in others where sentinels.count < FirstAnswer<RedisAddress>.mostServers {
            let address = map[other] ?? other
            if !sentinels.contains(address) { sentinels.append(address) }
        }
        turns.sentinels = sentinels
    }

    func connectionIsLost(_ connection: RedisConnection) {
        heartbeat?.stop()
    }

    func received(_ push: RedisValue, from connection: RedisConnection) {
        guard let parts = push.elements, parts.count == 3, let text = parts[2].string,
            let master = SentinelReplies.newMaster(of: name, in: text).map({ map[$0] ?? $0 })
        else { return }
        for follower in followers where follower.connection?.server != master {
            follower.connection?.leave("the master is \(master) now")
        }
    }
}

/// Chooses one sentinel after another for a connection.
private final class SentinelTurns: RedisLocator {
    var sentinels: [RedisAddress]
    private var turn = 0

    init(_ sentinels: [RedisAddress]) {
        self.sentinels = sentinels
    }

    func locate(for connection: RedisConnection, _ completion: @escaping (Result<RedisAddress, RedisError>) -> Void) {
        guard !sentinels.isEmpty else { return completion(.failure(.unreachable("no sentinel is known"))) }
        defer { turn += 1 }
        completion(.success(sentinels[turn % sentinels.count]))
    }
}
