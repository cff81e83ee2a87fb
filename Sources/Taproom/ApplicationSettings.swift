import TaproomHTTP
import TaproomNet

/// The limits and time-outs of an application. The defaults suit the open internet.
public struct ApplicationSettings: Sendable {
    /// The limits of a request's head.
    public var requestLimits = RequestLimits()
    /// The most bytes of a request's content that are collected into memory; longer content is rejected with 413.
    public var bodyLimit = 1024 * 1024
    /// The most bytes of the content of all requests that a server holds in memory at one time; a request that would
    /// exceed it is rejected with 503.
    public var bodyMemoryLimit = 256 * 1024 * 1024
    /// The longest time for a request's head, from its first byte or from the start of the connection. A head that is
    /// late is rejected with 408; a connection on which no request has begun is closed.
    public var headerTimeout = Duration.seconds(10)
    /// The longest time that a connection may be idle between requests; then it is closed.
    public var idleTimeout = Duration.seconds(60)
    /// The longest wait for the next byte of a request's content, or for the client to accept a byte of the response.
    public var stallTimeout = Duration.seconds(30)
    /// The bytes per second that a client must send of a request's content, and accept of a response; 0 for no minimum.
    /// It is an average over the time spent waiting for the client, and applies after five seconds of waiting. A slower
    /// sender is answered with 408, a slower receiver is disconnected.
    public var minimumRate = 256
    /// The most connections of the server at one time. Further ones get a 503, or are closed at once with TLS.
    public var connectionLimit = 65_536
    /// The most connections from one address at one time; trusted proxies have no such limit. Further ones get a 503,
    /// or are closed at once with TLS.
    public var connectionLimitPerAddress = 16_384
    /// Whether the process raises its limit of open descriptors to the hard limit (`RLIMIT_NOFILE`). Each connection
    /// takes a descriptor. The last ones are reserved for stores, files and logs; if clients have taken all others, new
    /// connections wait in the kernel's queue.
    public var raisesDescriptorLimit = true
    /// The most requests on one connection. The connection closes after the last one's response.
    public var requestsPerConnection = 1_000_000
    /// The most pipelined requests that are handled before other connections have their turn. Their responses are sent
    /// together.
    public var pipelineLimit = 64
    /// The longest time for current requests to finish when the server stops.
    public var shutdownGrace = Duration.seconds(10)
    /// Whether the server may listen on a port on which another server already listens, which then stops. No connection
    /// is refused in between.
    public var takesOver = false
    /// The number of event loops, each with a thread; nil for the number of processors.
    public var threads: Int?
    /// The proxies whose fields about the client are believed.
    public var trustedProxies = TrustedProxies.none

    /// Makes the default settings.
    public init() {}
}

/// The addresses whose `X-Forwarded-Proto`, `X-Forwarded-For` and `X-Forwarded-Host` fields are believed.
public struct TrustedProxies: Sendable, Equatable {
    private let blocks: [AddressBlock]

    /// No proxy is believed.
    public static let none = TrustedProxies(blocks: [])
    /// Proxies on the same machine are believed.
    public static let loopback = TrustedProxies(
        blocks: [AddressBlock("127.0.0.0/8"), AddressBlock("::1")].compactMap { $0 })

    private init(blocks: [AddressBlock]) {
        self.blocks = blocks
    }

    /// Parses address blocks in CIDR notation, separated by commas, or `loopback`. Returns nil if one of them is
    /// invalid.
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

    func contains(_ address: @autoclosure () -> SocketAddress?) -> Bool {
        guard !blocks.isEmpty, let address = address() else { return false }
        return contains(host: address.host)
    }

    func contains(host: String) -> Bool {
        blocks.contains { $0.contains(host) }
    }
}
