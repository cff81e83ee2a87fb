import Taproom
import TaproomNet
import Testing

/// The notation of trusted proxies, and the fields that they send.
@Suite struct TrustedProxiesTests {
    @Test(arguments: [
        "", ",", " ", "10.0.0.0/8,", ",loopback", "loopback,,::1", "10.0.0.0/+8", "10.0.0.0/-0", "10.0.0.0/",
        "10.0.0.0/33",
        "::1/129", "10.0.0.0/8 /8", "10.0 .0.0/8", "10.0.0.0/٨", "me", "loop back", "localhost",
    ])
    func theseAreRefused(_ text: String) {
        #expect(TrustedProxies(text) == nil)
    }

    @Test(arguments: [
        "loopback", " loopback ", "10.0.0.0/8", "10.0.0.0/08", "::1", "10.0.0.0/8, 192.168.0.0/16 ,loopback",
        "0.0.0.0/0",
    ])
    func theseAreTaken(_ text: String) {
        #expect(TrustedProxies(text) != nil)
    }

    /// Makes a request through a proxy on this machine.
    private func request(_ fields: [String], proxies: String = "loopback,10.0.0.0/8") throws -> Request {
        var settings = ApplicationSettings()
        settings.trustedProxies = try #require(TrustedProxies(proxies))
        let peer = try SocketAddress.resolve(host: "127.0.0.1", port: 5000).first
        let lines = fields.map { "\($0)\r\n" }.joined()
        return try Request(
            parsing: Array("GET / HTTP/1.1\r\nHost: a:80\r\n\(lines)\r\n".utf8), connection: ConnectionInfo(peer: peer),
            context: ApplicationContext(settings: settings))
    }

    /// Returns the address of a client behind a proxy on this machine, according to the proxy.
    private func client(_ forwardedFor: [String], proxies: String = "loopback,10.0.0.0/8") throws -> String {
        try request(forwardedFor.map { "X-Forwarded-For: \($0)" }, proxies: proxies).clientAddress
    }

    @Test(
        arguments: [
            ([], "127.0.0.1"), (["203.0.113.5"], "203.0.113.5"), (["2001:db8::5"], "2001:db8::5"),
            // The client's own entry comes first, and is not believed.
            (["198.51.100.1, 203.0.113.5"], "203.0.113.5"), (["198.51.100.1", "203.0.113.5"], "203.0.113.5"),
            (["203.0.113.5, 10.1.2.3"], "203.0.113.5"),
            (["198.51.100.1, 203.0.113.5,10.1.2.3 , 10.0.0.1"], "203.0.113.5"),
            (["10.0.0.1, 10.0.0.2"], "10.0.0.1"), ([" , "], "127.0.0.1"), ([",203.0.113.5,"], "203.0.113.5"),
        ] as [([String], String)])
    func theLastAddressThatIsNoProxyIsTheClient(_ fields: [String], _ expected: String) throws {
        #expect(try client(fields) == expected)
    }

    @Test(arguments: [
        ("203.0.113.5:4711", "203.0.113.5"), ("[2001:db8::5]:4711", "2001:db8::5"), ("[2001:db8::5]", "2001:db8::5"),
        ("[::1]:123", "::1"), ("203.0.113.5, 10.0.0.1:80", "203.0.113.5"),
    ])
    func aPortIsNoPartOfAnAddress(_ field: String, _ expected: String) throws {
        #expect(try client([field]) == expected)
    }

    @Test(arguments: [
        "unknown", "_hidden", "203.0.113.5:", "203.0.113.5:x", "203.0.113.5:123456", "[203.0.113.5]:80", "[::1", "::1]",
        "203.0.113", "example.com", "203.0.113.5/8", "203.0.113.5:80\u{301}", "198.51.100.1,unknown",
    ])
    func whatIsNoAddressIsNobody(_ field: String) throws {
        #expect(try client([field + ", 10.0.0.1"]) == "10.0.0.1")
    }

    @Test(
        arguments: [
            ([], "a:80"), (["beer.example"], "beer.example"),
            (["evil.example, beer.example:8080"], "beer.example:8080"),
            (["evil.example", "[2001:db8::5]:80"], "[2001:db8::5]:80"),
            // An invalid host hides those before it, and so does an empty one.
            (["beer.example, evil/path"], "a:80"), (["beer.example,user@evil.example"], "a:80"), (["a b"], "a:80"),
            (["beer.example:x"], "a:80"), ([""], "a:80"),
        ] as [([String], String)])
    func theLastForwardedHostIsTheHost(_ values: [String], _ expected: String) throws {
        let fields = values.map { "X-Forwarded-Host: \($0)" }
        #expect(try request(fields).host == expected)
        #expect(try request(fields, proxies: "10.0.0.0/8").host == "a:80")
    }

    @Test(
        arguments: [
            ([], ["127.0.0.1"]), (["203.0.113.5"], ["203.0.113.5", "127.0.0.1"]),
            (["198.51.100.1, 203.0.113.5, 10.1.2.3"], ["203.0.113.5", "10.1.2.3", "127.0.0.1"]),
            (["203.0.113.5, unknown, 10.1.2.3"], ["10.1.2.3", "127.0.0.1"]),
            (["203.0.113.5:4711"], ["203.0.113.5", "127.0.0.1"]),
        ] as [([String], [String])])
    func addressesAreThoseThatProxiesVouchFor(_ values: [String], _ expected: [String]) throws {
        let fields = values.map { "X-Forwarded-For: \($0)" }
        #expect(try request(fields).addresses == expected)
        #expect(try request(fields, proxies: "10.0.0.0/8").addresses == ["127.0.0.1"])
    }

    @Test func onlyTrustedProxiesAreBelieved() throws {
        #expect(try client(["203.0.113.5"], proxies: "10.0.0.0/8") == "127.0.0.1")
    }

    @Test(arguments: [
        ("10.32.0.0/11", "10.63.255.255", true), ("10.32.0.0/11", "10.64.0.0", false),
        ("10.32.0.0/11", "10.31.255.255", false), ("192.168.1.128/25", "192.168.1.127", false),
        ("192.168.1.128/25", "192.168.1.200", true), ("172.16.0.0/12", "172.31.255.1", true),
        ("172.16.0.0/12", "172.32.0.1", false), ("10.0.0.1/31", "10.0.0.0", true), ("10.0.0.1/31", "10.0.0.2", false),
        ("0.0.0.0/0", "203.0.113.5", true), ("0.0.0.0/1", "128.0.0.0", false), ("0.0.0.0/1", "127.0.0.0", true),
        ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
        ("10.0.0.0/8", "::ffff:10.1.1.1", true), ("::/0", "10.0.0.1", false),
    ])
    func aBlockEndsWithinAByte(_ block: String, _ address: String, _ isIn: Bool) {
        #expect(AddressBlock(block)?.contains(address) == isIn)
    }
}
