import TaproomHTTP
import TaproomNet

/// How an application serves: limits and time-outs. All have defaults fit for the open internet.
public struct ApplicationSettings: Sendable {
    /// Bounds of a request's head.
    public var requestLimits = RequestLimits()
    /// The most bytes of a request's content that are collected into memory; more is 413.
    public var bodyLimit = 1024 * 1024
    /// The most bytes of all requests' contents that a server holds in memory at one time; a request that would need more
    /// is answered with 503.
    public var bodyMemoryLimit = 256 * 1024 * 1024
    /// How long a head may take from its first byte, or from the connection's start; then 408.
    public var headerTimeout = Duration.seconds(10)
    /// How long a connection may be idle between requests; then it is closed.
    public var idleTimeout = Duration.seconds(60)
    /// How long a read of content or a write of a response may bring no byte forward.
    public var stallTimeout = Duration.seconds(30)
    /// Bytes a second that a client must send of a request's content, and take of a response, on average over
    /// the time spent waiting for it, from the fifth second on; 0 for no such rate. A slower request is
    /// answered with 408, a slower reader disconnected.
    public var minimumRate = 256
    /// Connections of the whole server at one time; more are answered with 503.
    public var connectionLimit = 65_536
    /// Connections from one address at one time, but for trusted proxies; more are answered with 503.
    public var connectionLimitPerAddress = 16_384
    /// Whether the process may have as many descriptors open as its hard limit allows (`RLIMIT_NOFILE`): each connection
    /// takes one. The last ones are kept for stores, files and logs; where clients have taken all others, new connections
    /// wait in the kernel's queue.
    public var raisesDescriptorLimit = true
    /// Requests that one connection may carry; the last one's response closes it.
    public var requestsPerConnection = 1_000_000
    /// Pipelined requests that are answered in one go, their responses in one write, before other connections
    /// have their turn.
    public var pipelineLimit = 64
    /// How long requests in flight may take after the server was told to stop.
    public var shutdownGrace = Duration.seconds(10)
    /// Whether to listen beside a server that listens on the same port already, which is told to stop next:
    /// between the two no connection is refused.
    public var takesOver = false
    /// Event loops, each with a thread; the number of processors where nil.
    public var threads: Int?
    /// The proxies whose word about the client is believed.
    public var trustedProxies = TrustedProxies.none

    /// The defaults.
    public init() {}
}

/// The addresses whose `X-Forwarded-Proto`, `X-Forwarded-For` and `X-Forwarded-Host` are believed.
public struct TrustedProxies: Sendable, Equatable {
    private let blocks: [AddressBlock]

    /// Nobody is believed.
    public static let none = TrustedProxies(blocks: [])
    /// Proxies on the same machine are believed.
    public static let loopback = TrustedProxies(
        blocks: [AddressBlock("127.0.0.0/8"), AddressBlock("::1")].compactMap { $0 })

    private init(blocks: [AddressBlock]) {
        self.blocks = blocks
    }

    /// Address blocks in CIDR notation separated by commas, or `loopback`; nil where one of them is neither.
    public init?(_ text: String) {
        var blocks: [AddressBlock] = []
        for element in text.split(separator: ",", omittingEmptySubsequences: false) {
            let words = element.split(separator: " ")
            guard let element = words.first.map(String.init), words.count == 1 else { return nil }
            if element == "loopback" {
                blocks += Self.loopback.blocks
            } else if let block = AddressBlock(element) {
                blocks.append(block)
            } else {
                return nil
            }
        }
        self.blocks = blocks
    }

    func contains(_ address: SocketAddress?) -> Bool {
        guard !blocks.isEmpty, let address else { return false }
        return contains(host: address.host)
    }

    func contains(host: String) -> Bool {
        blocks.contains { $0.contains(host) }
    }
}
