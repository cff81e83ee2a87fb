import Testing

@testable import TaproomRedis

/// Where a Redis is, as people write it.
@Suite struct RedisURLTests {
    @Test(arguments: [
        ("redis://127.0.0.1:6379", "redis://127.0.0.1:6379"), ("redis://localhost", "redis://localhost:6379"),
        ("redis://", "redis://127.0.0.1:6379"), ("redis://:7000", "redis://127.0.0.1:7000"),
        ("redis://user:p%40ss@db.example:7000/3", "redis://db.example:7000/3"),
        ("redis://:secret@[::1]:7000/", "redis://[::1]:7000"), ("unix:///run/redis.sock", "unix:///run/redis.sock"),
    ])
    func isRead(_ text: String, _ redacted: String) throws {
        #expect(try RedisURL(text).redacted == redacted)
    }

    @Test func credentialsAreDecoded() throws {
        let url = try RedisURL("redis://ann:p%40s%3as@host/2")
        #expect(url.user == "ann")
        #expect(url.password == "p@s:s")
        #expect(url.database == 2)
        #expect(try RedisURL("redis://:only@host").user == nil)
    }

    @Test(arguments: [
        "", "http://x", "redis:/x", "redis://host:0", "redis://host:70000", "redis://host:port", "redis://host/db",
        "redis://host/-1", "redis://user@host", "redis://[::1", "redis://[::1]x", "unix://relative", "unix://",
        "redis://a:%zz@host",
    ])
    func isRefused(_ text: String) {
        let error = #expect(throws: RedisError.self) { try RedisURL(text) }
        #expect(error?.description.contains("%zz") == false)
    }
}
