import TaproomHTTP
import TaproomNet

/// How an application serves: limits and time-outs. All have defaults fit for the open internet.
public struct ApplicationSettings: Sendable {
    /// Bounds of a request's head.
    public var requestLimits = RequestLimits()
    /// The most bytes of a request's content that are collected into memory; more is 413.
    public var bodyLimit = 1024 * 1024
    /// How long a head may take from its first byte, or from the connection's start; then 408.
    public var headerTimeout = Duration.seconds(10)
    /// How long a connection may be idle between requests.
    public var idleTimeout = Duration.seconds(60)
    /// How long a read of content or a write of a response may bring no byte forward.
    public var stallTimeout = Duration.seconds(30)
    /// How long requests in flight may take after the server was told to stop.
    public var shutdownGrace = Duration.seconds(10)
    /// Event loops, each with a thread; the number of processors where nil.
    public var threads: Int?
    /// The proxies whose word about the client is believed.
    public var trustedProxies = TrustedProxies.none

    public init() {}
}

/// The addresses whose `X-Forwarded-Proto` and `X-Forwarded-For` are believed.
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
        for element in text.split(separator: ",") {
            let element = String(element.filter { $0 != " " })
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
