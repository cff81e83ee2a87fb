import Logging
import TaproomNet

/// The master that sentinels watch, for a loop's connections: it is asked for before each attempt to connect, and a fail-over
/// is heard of by `+switch-master`. On the loop's thread.
final class SentinelMaster: RedisLocator, RedisConnectionObserver {
    private let name: String
    private let map: [RedisAddress: RedisAddress]
    /// The one that has answered last comes first.
    private var sentinels: [RedisAddress]
    /// How connections log in to sentinels.
    private let settings: ConnectionSettings
    private let loop: EventLoop
    private var query: FirstAnswer<RedisAddress>?
    private var callers: [(Result<RedisAddress, RedisError>) -> Void] = []
    /// The connections that are to follow the master.
    private var followers: [Follower] = []
    /// Hears of fail-overs; goes to one sentinel after another.
    private var subscription: RedisConnection?
    private var heartbeat: Heartbeat?
    private let turns: SentinelTurns

    private struct Follower {
        weak var connection: RedisConnection?
    }

    /// How often the subscription is tried, so that one that is silently cut off is found out.
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

    /// Another sentinel may know better.
    func ledNowhere() {
        guard query == nil, sentinels.count > 1 else { return }
        sentinels.append(sentinels.removeFirst())
    }

    // MARK: Hearing of fail-overs

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

/// Sends a connection to one sentinel after another.
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
