import TaproomNet

/// A client's connections on all event loops.
///
/// It is apart from the client because weak references to the client exist, and such an object is slower to retain.
final class ConnectionsByLoop: Sendable {
    private let url: RedisURL
    private let map: [RedisAddress: RedisAddress]
    private let settings: ConnectionSettings
    private let firstConnection: FirstConnection
    private let key = LoopLocalKey<LoopConnections>()

    init(
        _ url: RedisURL, map: [RedisAddress: RedisAddress], _ settings: ConnectionSettings,
        firstConnection: FirstConnection
    ) {
        self.url = url
        self.map = map
        self.settings = settings
        self.firstConnection = firstConnection
    }

    /// The connections of the current event loop; nil on another thread.
    @inline(__always)
    var here: LoopConnections? {
        EventLoop.currentLocal(for: key) { make(on: $0) }
    }

    /// Returns the connections of an event loop. Call it on the loop's thread. The first call makes them.
    func on(_ loop: EventLoop) -> LoopConnections {
        loop.local(for: key) { make(on: $0) }
    }

    private func make(on loop: EventLoop) -> LoopConnections {
        LoopConnections(url, map: map, settings, loop: loop, firstConnection: firstConnection)
    }
}
