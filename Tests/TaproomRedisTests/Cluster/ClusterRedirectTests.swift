import Testing

@testable import TaproomRedis

/// The parsing of a cluster's redirects.
@Suite struct ClusterRedirectTests {
    private static let asked = RedisAddress(host: "10.0.0.9", port: 7009)

    private func redirect(_ message: String) -> ClusterRedirect? { ClusterRedirect(message, from: Self.asked) }

    @Test(arguments: [
        ("3999 127.0.0.1:6381", 3999, "127.0.0.1", 6381), ("0 10.0.0.1:1", 0, "10.0.0.1", 1),
        ("16383 10.0.0.1:65535", 16383, "10.0.0.1", 65535),
        ("3999 redis-1.example:6381", 3999, "redis-1.example", 6381),
        // IPv6 addresses have no brackets.
        ("3999 ::1:6381", 3999, "::1", 6381), ("3999 fd00::1:2:6381", 3999, "fd00::1:2", 6381),
        // An empty or unknown host means that of the node that sends the redirect.
        ("3999 :6381", 3999, "10.0.0.9", 6381), ("3999 ?:6381", 3999, "10.0.0.9", 6381),
        // Later versions may append more.
        ("3999 127.0.0.1:6381 more of it", 3999, "127.0.0.1", 6381),
    ])
    func aNodeIsNamed(_ text: String, _ slot: Int, _ host: String, _ port: Int) {
        let address = RedisAddress(host: host, port: UInt16(port))
        #expect(redirect("MOVED \(text)") == .moved(slot: slot, address))
        #expect(redirect("ASK \(text)") == .ask(address))
    }

    @Test func itsAddressIsMapped() {
        let near = RedisAddress(host: "127.0.0.1", port: 1)
        let map = [
            RedisAddress(host: "redis-1.example", port: 6381): near,
            RedisAddress(host: "10.0.0.9", port: 6382): near,
        ]
        for text in ["3999 redis-1.example:6381", "3999 :6382", "3999 ?:6382"] {
            #expect(ClusterRedirect("MOVED \(text)", from: Self.asked, map: map) == .moved(slot: 3999, near))
            #expect(ClusterRedirect("ASK \(text)", from: Self.asked, map: map) == .ask(near))
        }
    }

    @Test(arguments: [
        ("TRYAGAIN Multiple keys request during rehashing of slot", ClusterRedirect.tryAgain),
        ("CLUSTERDOWN The cluster is down", .down), ("CLUSTERDOWN Hash slot not served", .down),
        ("LOADING Redis is loading the dataset in memory", .down),
        ("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", .down),
    ])
    func aCommandIsToBeSentLater(_ message: String, _ meant: ClusterRedirect) {
        #expect(redirect(message) == meant)
    }

    @Test(arguments: [
        "", " ", "MOVED", "MOVED 3999", "MOVED 3999 ", "MOVED x 10.0.0.1:6381", "MOVED 16384 10.0.0.1:6381",
        "MOVED -1 10.0.0.1:6381", "MOVED 3999 10.0.0.1", "MOVED 3999 10.0.0.1:", "MOVED 3999 10.0.0.1:0",
        "MOVED 3999 10.0.0.1:65536", "MOVED 3999 10.0.0.1:port", "MOVED 3999 ?", "MOVED10.0.0.1:6381", "ASK",
        "ASK 3999",
        "ASK 3999 :0", "moved 3999 10.0.0.1:6381", "ERR MOVED 3999 10.0.0.1:6381", "ERR unknown command 'ASK'",
        "CROSSSLOT Keys in request don't hash to the same slot", "WRONGTYPE Operation against a key",
        "READONLY You can't write against a read only replica.", "MOVEDX 1 a:1", "TRYAGAINLATER", "NOSCRIPT No script",
        "BUSY Redis is busy", "OOM command not allowed",
    ])
    func nothingElseIsARedirect(_ message: String) {
        #expect(redirect(message) == nil)
    }
}
