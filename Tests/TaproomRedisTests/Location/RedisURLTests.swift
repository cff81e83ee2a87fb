import Testing

@testable import TaproomRedis

/// The parsing of Redis URLs.
@Suite struct RedisURLTests {
    @Test(arguments: [
        ("redis://127.0.0.1:6379", "redis://127.0.0.1:6379"), ("redis://localhost", "redis://localhost:6379"),
        ("redis://", "redis://127.0.0.1:6379"), ("redis://:7000", "redis://127.0.0.1:7000"),
        ("redis://user:p%40ss@db.example:7000/3", "redis://db.example:7000/3"),
        ("redis://:secret@[::1]:7000/", "redis://[::1]:7000"), ("redis://[fd00::1]", "redis://[fd00::1]:6379"),
        ("redis://host?db=2", "redis://host:6379/2"), ("redis://host/?db=2", "redis://host:6379/2"),
        ("rediss://host", "rediss://host:6379"), ("rediss://ann:secret@host:7000/1", "rediss://host:7000/1"),
        ("rediss://host?ca=/ca.pem&verify=off", "rediss://host:6379"),
        ("unix:///run/redis.sock", "unix:///run/redis.sock"), ("unix:///run/a@b:c", "unix:///run/a@b:c"),
        ("unix:///run/redis.sock?db=4", "unix:///run/redis.sock?db=4"),
        ("unix://ann:secret@/run/redis.sock?db=1", "unix:///run/redis.sock?db=1"),
        ("redis+cluster://a:7000", "redis+cluster://a:7000"),
        ("redis+cluster://ann:secret@a,b:7001,[::1],[::2]:7002", "redis+cluster://a:6379,b:7001,[::1]:6379,[::2]:7002"),
        ("redis+cluster://a/", "redis+cluster://a:6379"), ("redis+cluster://a/0", "redis+cluster://a:6379"),
        ("redis+cluster://a?db=0", "redis+cluster://a:6379"),
        ("rediss+cluster://a,b?ca=/ca.pem", "rediss+cluster://a:6379,b:6379"),
        ("redis+sentinel://a/mymaster", "redis+sentinel://a:26379/mymaster"),
        (
            "redis+sentinel://:secret@a,[::1]:7000,b:7001/my-master/3",
            "redis+sentinel://a:26379,[::1]:7000,b:7001/my-master/3"
        ),
        ("redis+sentinel://a/mymaster/?db=5", "redis+sentinel://a:26379/mymaster/5"),
        (
            "rediss+sentinel://a/mymaster?sentinel-user=ann&sentinel-password=secret",
            "rediss+sentinel://a:26379/mymaster"
        ),
    ])
    func isRead(_ text: String, _ redacted: String) throws {
        let url = try RedisURL(text)
        #expect(url.redacted == redacted)
        // The redacted text is itself a URL of the same location.
        let again = try RedisURL(redacted)
        #expect(again.endpoint == url.endpoint)
        #expect(again.database == url.database)
        #expect((again.tls == nil) == (url.tls == nil))
    }

    @Test func credentialsAreDecoded() throws {
        let url = try RedisURL("redis://ann:p%40s%3as@host/2")
        #expect(url.user == "ann")
        #expect(url.password == "p@s:s")
        #expect(url.database == 2)
        #expect(try RedisURL("redis://:only@host").user == nil)
    }

    /// The passwords are used in each form of a URL, and with characters after the @ that could mean something else.
    @Test(arguments: [
        ("p%40%3A%3F%2F%23%25%26%3D", "p@:?/#%&="), ("a?b", "a?b"), ("a:b", "a:b"), ("a@b", "a@b"), ("a/b", "a/b"),
        ("a?db=9", "a?db=9"), ("?", "?"), ("%C3%A4%20%F0%9F%8D%BA", "ä \u{1F37A}"), ("a+b", "a+b"),
    ])
    func anyPasswordIsRead(_ written: String, _ password: String) throws {
        for (scheme, rest) in [
            ("redis", "host:7000/2"), ("rediss", "host?db=2"), ("unix", "/run/redis.sock?db=2"),
            ("redis+cluster", "a,[::1]:7000"), ("redis+sentinel", "a,b/mymaster/2"),
        ] {
            let place = try RedisURL("\(scheme)://\(rest)").endpoint
            for (name, user) in [("ann", "ann"), ("a%3Ab%40c", "a:b@c"), ("", nil)] {
                let url = try RedisURL("\(scheme)://\(name):\(written)@\(rest)")
                #expect(url.user == user)
                #expect(url.password == password)
                #expect(url.endpoint == place)
                #expect(url.database == (scheme == "redis+cluster" ? 0 : 2))
            }
        }
    }

    @Test func theEndpointIsThatOfTheForm() throws {
        let addresses = [RedisAddress(host: "a", port: 1), RedisAddress(host: "::1", port: 2)]
        #expect(try RedisURL("redis://[::1]:2").endpoint == .tcp(host: "::1", port: 2))
        #expect(try RedisURL("unix://ann:secret@/a/b").endpoint == .unix(path: "/a/b"))
        #expect(try RedisURL("redis+cluster://a:1,[::1]:2").endpoint == .cluster(addresses))
        #expect(try RedisURL("redis+sentinel://a:1,[::1]:2/m").endpoint == .sentinel(addresses, master: "m"))
        #expect(try RedisURL("redis+sentinel://a:1,[::1]:2/a%2Fb").endpoint == .sentinel(addresses, master: "a/b"))
        #expect(
            try RedisURL("redis+sentinel:///m").endpoint
                == .sentinel([.init(host: "127.0.0.1", port: 26379)], master: "m"))
    }

    @Test func theQuerySaysHowTLSIsSpoken() throws {
        #expect(try RedisURL("redis://host").tls == nil)
        #expect(try RedisURL("redis+cluster://host").tls == nil)
        for scheme in ["rediss://host", "rediss+cluster://a,b", "rediss+sentinel://a,b/m"] {
            let plain = try #require(try RedisURL(scheme).tls)
            #expect(plain == RedisTLS())
            #expect(plain.verifiesServer)
            var tls = RedisTLS()
            tls.authoritiesFile = "/etc/a b/ca.pem"
            tls.certificateFile = "/c.pem"
            tls.keyFile = "/k.pem"
            tls.serverName = "redis.example"
            let query = "ca=/etc/a%20b/ca.pem&cert=/c.pem&key=/k.pem&server-name=redis.example"
            #expect(try RedisURL("\(scheme)?\(query)").tls == tls)
            #expect(try RedisURL("\(scheme)?\(query)&verify=on").tls == tls)
            tls.verifiesServer = false
            #expect(try RedisURL("\(scheme)?verify=off&\(query)").tls == tls)
        }
    }

    @Test func theQueryLogsInToSentinels() throws {
        let url = try RedisURL("redis+sentinel://ann:one@a/m?sentinel-user=bob&sentinel-password=t%40w%3Fo")
        #expect(url.user == "ann")
        #expect(url.password == "one")
        #expect(url.sentinelUser == "bob")
        #expect(url.sentinelPassword == "t@w?o")
        #expect(try RedisURL("redis+sentinel://ann:one@a/m").sentinelPassword == nil)
    }

    @Test(arguments: [
        "", "http://x", "redis:/x", "redis://host:0", "redis://host:70000", "redis://host:port", "redis://host/db",
        "redis://host/-1", "redis://user@host", "redis://[::1", "redis://[::1]x", "unix://relative", "unix://",
        "redis://a:%zz@host", "redis", "redis+cluster", "redis+other://host", "unixs:///run/redis.sock",
        "redis://host/1/2", "redis://host//1", "redis://host?db=x", "redis://host?db=-1", "redis://host?db",
        "redis://host?db=", "redis://host?=1", "redis://host?db=%zz", "redis://host?database=1", "redis://a,b",
        "unix://ann:secret@relative", "unix:///", "unix://ann:secret@/",
        "redis+cluster://a/1", "redis+cluster://a?db=1", "redis+cluster://a:0", "redis+cluster://a,b:port",
        "redis+cluster://[::1],[::2", "redis+cluster://a/0/0",
        "redis+sentinel://a", "redis+sentinel://a/", "redis+sentinel://a/m/x", "redis+sentinel://a/m/1/2",
        "redis+sentinel://a,b:70000/m", "redis+sentinel://a/%zz",
        "redis://host?ca=/ca.pem", "redis://host?verify=off", "redis://host?server-name=a", "unix:///a?ca=/ca.pem",
        "redis+cluster://a?cert=/c.pem&key=/k.pem", "rediss://host?verify=no", "rediss://host?verify=",
        "rediss://host?cert=/c.pem", "rediss://host?key=/k.pem", "rediss+cluster://a?cert=/c.pem",
        "rediss+sentinel://a/m?key=/k.pem",
    ])
    func isRefused(_ text: String) {
        let error = #expect(throws: RedisError.self) { try RedisURL(text) }
        #expect(error?.description.hasPrefix("not a Redis URL: ") == true)
        #expect(error?.description.contains("%zz") == false)
    }

    /// Whatever is wrong with the URL, the error does not contain its password.
    @Test(arguments: [
        "redis://ann:hunter2@host:port", "redis://ann:hunter2@host/db", "redis://ann:hunter2@[::1",
        "redis://ann:hunter2@a,b", "redis://ann:hunter2%@host", "redis://hunter2@host", "http://ann:hunter2@host",
        "redis://ann:hunter2@host?a=b", "redis://ann:hunter2@host/1/2", "unix://ann:hunter2@run",
        "redis+cluster://ann:hunter2@a/1", "redis+cluster://ann:hunter2@a:0",
        "redis+sentinel://ann:hunter2@a", "redis+sentinel://ann:hunter2@a/m/db",
        "redis+sentinel://a/m/1/2?sentinel-password=hunter2", "redis+sentinel://a:0/m?sentinel-password=hunter2",
        "redis+sentinel://a/m?sentinel-password=hunter2&db=x", "redis+sentinel://a/m?sentinel-password=hunter2%",
        "rediss://ann:hunter2@host?cert=/c.pem", "rediss://ann:hunter2@host?verify=never",
        "redis://ann:hunter2@host?password=hunter2", "ann:hunter2@host", "redis//ann:hunter2@host",
    ])
    func noPasswordIsTold(_ text: String) {
        let error = #expect(throws: RedisError.self) { try RedisURL(text) }
        #expect(error?.description.contains("hunter2") == false)
    }

    /// An @ or ? in a query (RFC 3986 §3.4) belongs to the value.
    @Test func aQueryMayHoldAnAtAndAQuestionMark() throws {
        for word in ["a@b", "a?b", "a?", "?"] {
            let url = try? RedisURL("redis+sentinel://ann:one@host/m?sentinel-password=\(word)")
            #expect(url?.endpoint == .sentinel([.init(host: "host", port: 26379)], master: "m"))
            #expect(url?.password == "one")
            #expect(url?.sentinelPassword == word)
            #expect((try? RedisURL("rediss://host?ca=/etc/\(word)"))?.tls?.authoritiesFile == "/etc/\(word)")
        }
    }

    /// Neither an error nor the redacted URL contains a password.
    @Test(arguments: [
        "redis://host/0?sentinel-password=hunter2?", "redis+sentinel://a/m?sentinel-password=hunter2?&db=1",
        "redis+sentinel://a/m?sentinel-password=hunter2?", "redis://ann:hunter2", "redis://ann:hunter2/0",
        "redis+cluster://ann:hunter2", "redis+sentinel://ann:hunter2/m",
    ])
    func noPasswordIsToldWhereItStandsOddly(_ text: String) {
        do {
            #expect(try RedisURL(text).redacted.contains("hunter2") == false)
        } catch {
            #expect("\(error)".contains("hunter2") == false)
        }
    }

    /// These URLs contain empty parts.
    @Test(arguments: [
        "redis+cluster://a,", "redis+cluster://a,,b", "redis+sentinel://,a/m", "redis://::1", "redis://fe80::1",
    ])
    func aHalfAddressIsRefused(_ text: String) {
        #expect(throws: RedisError.self) { try RedisURL(text) }
    }

    /// The redacted URL is the same location.
    @Test func aRedactedMasterIsTheSame() throws {
        let url = try RedisURL("redis+sentinel://a/a%2Fb")
        #expect((try? RedisURL(url.redacted))?.endpoint == url.endpoint)
    }
}
