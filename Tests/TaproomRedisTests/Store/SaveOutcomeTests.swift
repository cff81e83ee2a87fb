import Foundation
import Glibc
import Synchronization
import Taproom
import TaproomNet
import TaproomSessions
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis

/// The outcome of a save: it is made once, it is merged with the changes of others, or it is not made, which is
/// reported.
@Suite(.timeLimit(.minutes(2))) struct SaveOutcomeTests {
    private let redis: RedisServer

    init() async throws {
        redis = try await RedisServer.start()
    }

    /// Makes a store whose time-out a busy machine does not reach.
    private func store(_ url: String? = nil) throws -> RedisStore {
        RedisStore(RedisClient(try RedisURL(url ?? redis.url), timeout: .seconds(20)))
    }

    /// Lets a session expire in Redis.
    private static func expire(_ id: String, in redis: RedisServer) async throws {
        _ = try await redis.cli("pexpire", "sess:\(id)", "1")
        try await eventually("the end of the session in Redis") {
            try await redis.cli("exists", "sess:\(id)") == "0"
        }
    }

    // MARK: One save, one outcome

    @Test(arguments: [true, false])
    func aSaveWhoseReplyIsLostIsNotSentAgain(_ savesItself: Bool) async throws {
        let proxy = try CuttingProxy(to: redis.port)
        defer { proxy.stop() }
        let app = try SessionApp(try store("redis://127.0.0.1:\(proxy.port)")).app
        app.post("/forgiving") { request in
            let session = request.session
            try session.increment("views")
            try? await session.save()
            return "as if nothing had happened"
        }
        app.post("/plain") { request in "\(try request.session.increment("views"))" }
        try await app.test(.live) { client async throws in
            let visitor = Visitor(client)
            // The second pour loads the script into Redis.
            for _ in 1...2 { try await visitor.send(.post, "/pour") }
            #expect(try await redis.cli("get", "sess:\(visitor.sessionID)").contains("\"views\":2"))
            // Valkey 8.1 saves with SET … IFEQ.
            proxy.cutBehind(try await redis.cli("hello").contains("valkey") ? "IFEQ" : "EVALSHA")
            let response = try await visitor.send(.post, savesItself ? "/forgiving" : "/plain")
            #expect(response.status == 503)
            #expect(response["Retry-After"] == "1")
            #expect(try await redis.cli("get", "sess:\(visitor.sessionID)").contains("\"views\":3"))
        }
    }

    /// All commands of a request share one time-out.
    @Test func aRequestWaitsForItsStoreOnce() async throws {
        let commands = Mutex<[String]>([])
        let silent = try ScriptedRedis { number, line in
            line.acceptHandshake()
            while let heard = line.hear("\r\n") {
                commands.withLock { $0.append(heard) }
                if heard.contains("GET\r\n") {
                    line.say("$-1\r\n")
                }
            }
        }
        defer { silent.stop() }
        let client = RedisClient(try RedisURL("redis://127.0.0.1:\(silent.port)"), timeout: .milliseconds(300))
        let app = try SessionApp(RedisStore(client)).app
        app.post("/stubborn") { request in
            let session = request.session
            for _ in 0..<3 {
                try session.increment("views")
                try? await session.save()
            }
            return "saved?"
        }
        try await app.test(.live) { client async throws in
            let response = try await client.post("/stubborn")
            #expect(response.status == 503)
        }
        #expect(
            commands.withLock { $0.joined() }.split(separator: "SET\r\n", omittingEmptySubsequences: false).count == 2)
    }

    // MARK: Concurrent changes

    private struct Cart: Codable, Equatable {
        var items: [String]
    }

    private func shop() throws -> Application {
        let app = try SessionApp(try store()).app
        app.post("/cart/:item") { request in
            let item = request.parameters["item"] ?? ""
            let cart = try request.session.update(SessionKey<Cart>("cart"), default: Cart(items: [])) {
                $0.items.append(item)
            }
            await Task.yield()
            return "\(cart.items.count) items"
        }
        app.post("/empty") { request in
            try request.session.update(SessionKey<Cart>("cart")) { $0 = nil }
            return "empty"
        }
        return app
    }

    @Test func updatesOfOneFieldAtOnceAreAllKept() async throws {
        let app = try shop()
        try await app.test(.live) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.get, "/look")
            let cookie = visitor.cookie
            try await withThrowingTaskGroup(of: Int.self) { group in
                for item in 0..<40 {
                    group.addTask {
                        try await Visitor(client, cookie: cookie).send(.post, "/cart/i\(item)").status.code
                    }
                }
                for try await status in group { #expect(status == 200) }
            }
            let stored = try JSONValue(parsing: Array(try await redis.cli("get", "sess:\(visitor.sessionID)").utf8))
            guard case .array(let items) = stored["cart"]?["items"] else { return #expect(Bool(false), "no items") }
            #expect(Set(items.compactMap(\.stringValue)) == Set((0..<40).map { "i\($0)" }))
            #expect(items.count == 40)
            #expect(try await visitor.send(.post, "/empty").status == 200)
            #expect(!(try await redis.cli("get", "sess:\(visitor.sessionID)").contains("cart")))
        }
    }

    /// The memory store merges without a script.
    @Test func updatesMergeInMemoryToo() async throws {
        let store = MemoryStore()
        let app = try SessionApp(store).app
        app.post("/slow/:item") { request in
            let session = request.session
            let item = request.parameters["item"] ?? ""
            try session.update(SessionKey<Cart>("cart"), default: Cart(items: [])) { $0.items.append(item) }
            if item == "first" {
                // Another request stores the session first.
                let json = try #require(try await store.get(session.id))
                let theirs = json.dropLast() + Array(#","cart":{"items":["second"]}}"#.utf8)
                try await store.set(
                    session.id, SessionRecord(json: Array(theirs), expires: session.cookie.expires, now: 0))
            }
            return "ok"
        }
        try await app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.get, "/look")
            try await visitor.send(.post, "/slow/first")
            let json = try #require(try await store.get(visitor.sessionID))
            let stored = try JSONValue(parsing: json)
            #expect(stored["cart"]?["items"] == ["second", "first"])
        }
    }

    @Test(arguments: [SessionConflictPolicy.lastWriterWins, .error])
    func aWriteOfAFieldThatHasChangedSinceTheLoad(_ policy: SessionConflictPolicy) async throws {
        let log = LogRecorder()
        let app = try SessionApp(try store(), logger: log.logger) { $0.onConflict = policy }.app
        let others = Others(redis: redis)
        app.post("/others") { request in
            let session = request.session
            try await others.add("other", "1", to: session.id)
            session["name"] = "ours"
            return "ok"
        }
        app.post("/read-write") { request in
            let session = request.session
            _ = session["name"]
            try await others.add("name", "\"theirs\"", to: session.id)
            session["name"] = "ours"
            return "ok"
        }
        app.post("/write") { request in
            let session = request.session
            try await others.add("name", "\"theirs\"", to: session.id)
            session["name"] = "ours"
            return "ok"
        }
        try await app.test(.inProcess) { client async throws in
            let refused: HTTPStatus = policy == .error ? .conflict : .ok
            for (path, status) in [("/read-write", refused), ("/write", refused), ("/others", .ok)] {
                let visitor = Visitor(client)
                try await visitor.send(.get, "/look")
                #expect(try await visitor.send(.post, path).status == status, "\(path)")
                let name = status == .conflict ? "theirs" : "ours"
                #expect(
                    try await redis.cli("get", "sess:\(visitor.sessionID)").contains("\"name\":\"\(name)\""), "\(path)")
            }
            // The application rejected the write, while the store did its work.
            #expect(log.messages.isEmpty)
        }
    }

    /// Another server that stores the session meanwhile.
    private struct Others: Sendable {
        let redis: RedisServer

        func add(_ field: String, _ json: String, to id: String) async throws {
            let value = try await redis.cli("get", "sess:\(id)")
            _ = try await redis.cli("set", "sess:\(id)", value.dropLast() + ",\"\(field)\":\(json)}", "keepttl")
        }
    }

    /// The next save of the request starts from the result of the merge.
    @Test func aSaveAfterAMergeKeepsWhatOthersStored() async throws {
        let app = try SessionApp(try store()).app
        let others = Others(redis: redis)
        app.post("/twice") { request in
            let session = request.session
            try await others.add("theirs1", "1", to: session.id)
            session["ours1"] = 1
            try await session.save()
            #expect(session["theirs1"] == 1)
            try await others.add("theirs2", "1", to: session.id)
            session["ours2"] = 1
            try await session.save()
            try await others.add("theirs3", "1", to: session.id)
            session["ours1"] = 2
            return "ok"
        }
        try await app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.get, "/look")
            #expect(try await visitor.send(.post, "/twice").status == 200)
            let stored = try await redis.cli("get", "sess:\(visitor.sessionID)")
            for field in ["theirs1\":1", "theirs2\":1", "theirs3\":1", "ours1\":2", "ours2\":1"] {
                #expect(stored.contains("\"\(field)"), "\(field) in \(stored)")
            }
        }
    }

    /// Special cases of the script. The client handles those that the script can't handle as text, with the same
    /// result.
    @Test(arguments: [
        (#""n":12345678901234567"#, "/count/n", #""n":12345678901234568"#),
        (#""list":[ ]"#, "/append/x", #""list":["x"]"#),
        (#""list":[ 1 ]"#, "/append/x", #""list":[ 1 ,"x"]"#),
        (#""n":1,"n":5"#, "/count/n", #""n":6"#),
        (#""n":null"#, "/count/n", #""n":1"#),
        (#""n":1e2"#, "/count/n", #""n":101"#),
        (#""a\u0062":1"#, "/count/ab", #""a\u0062":2"#),
    ])
    func whatOthersStoredMeanwhileIsChangedAsIfItHadBeenLoaded(
        _ theirs: String, _ path: String, _ expected: String
    ) async throws {
        let app = try SessionApp(try store()).app
        let redis = redis
        app.use("/", Overtaken(redis: redis, theirs: theirs))
        try await app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.get, "/look")
            #expect(try await visitor.send(.post, path).status == 200)
            let stored = try await redis.cli("get", "sess:\(visitor.sessionID)")
            #expect(stored.contains(expected), "\(stored)")
        }
    }

    @Test func whatIsRemovedInAMergeLeavesTheOtherFieldsAlone() async throws {
        let app = try SessionApp(try store()).app
        app.use("/", Overtaken(redis: redis, theirs: #""x":1"#))
        app.get("/fill") { request in
            let session = request.session
            for name in ["a", "b", "c", "d"] { session[name] = 1 }
            return "ok"
        }
        app.post("/change") { request in
            let session = request.session
            session.remove("a")
            session["c"] = 2
            session.remove("none")
            session["e"] = 3
            session.remove("b")
            try session.increment("d")
            return "ok"
        }
        try await app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.get, "/fill")
            #expect(try await visitor.send(.post, "/change").status == 200)
            let stored = try await redis.cli("get", "sess:\(visitor.sessionID)")
            #expect(stored.hasSuffix(#"},"c":2,"d":2,"x":1,"e":3}"#), "\(stored)")
        }
    }

    @Test func aPersistentKeyGetsATimeToLiveByAMerge() async throws {
        let app = try SessionApp(try store()).app
        app.use("/", Overtaken(redis: redis, theirs: #""x":1"#))
        try await app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.get, "/look")
            _ = try await redis.cli("persist", "sess:\(visitor.sessionID)")
            try await visitor.send(.post, "/count/n")
            // Another program removed the key's expiry, and it stays removed.
            #expect(try await redis.cli("ttl", "sess:\(visitor.sessionID)") == "-1")
        }
    }

    /// Changes the stored session between the load and the save of a POST.
    private struct Overtaken: Middleware {
        let redis: RedisServer
        let theirs: String

        func respond(to request: Request, next: Next) async throws -> Response {
            let response = await next(request)
            if request.method == .post {
                let key = "sess:\(request.session.id)"
                let value = try await redis.cli("get", key)
                _ = try await redis.cli("set", key, value.dropLast() + ",\(theirs)}", "keepttl")
            }
            return response
        }
    }

    @Test func anExplicitSaveOfANewSessionIsTheOnlyOne() async throws {
        let commands = CountingRedis(RedisClient(try RedisURL(redis.url)))
        let app = try SessionApp(RedisStore(commands)) { $0.saveUninitialized = false }.app
        try await app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            #expect(try await visitor.send(.post, "/pour").text == "1")
            #expect(commands.names == ["SET"])
        }
    }

    /// Records the names of the commands that it forwards.
    private final class CountingRedis: RedisCommands {
        private let client: RedisClient
        private let log = Mutex<[String]>([])

        init(_ client: RedisClient) {
            self.client = client
        }

        var names: [String] { log.withLock { $0 } }

        func send(_ route: CommandRoute, _ write: @Sendable (inout CommandWriter) -> Void) async throws -> RedisValue {
            var writer = CommandWriter(output: [])
            write(&writer)
            let words = String(decoding: writer.output, as: UTF8.self).split(separator: "\r\n")
            log.withLock { $0.append(String(words[2])) }
            return try await client.send(route, write)
        }
    }

    // MARK: Sessions that end during a request

    /// The JSON contains the expiry. A touch changes the expiry without changing the JSON.
    @Test(arguments: [true, false])
    func aSessionThatRunsOutDuringItsRequestIsStoredAnew(_ wasTouched: Bool) async throws {
        let clock = TestClock()
        let app = try SessionApp(try store()) { $0.clock = { clock.now } }.app
        let redis = redis
        app.post("/slow") { request in
            let session = request.session
            clock.advance(milliseconds: 61_000)
            try await Self.expire(session.id, in: redis)
            try session.increment("views")
            return "slow"
        }
        try await app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/pour")
            let key = "sess:\(visitor.sessionID)"
            if wasTouched {
                clock.advance(milliseconds: 61_000)
                _ = try await redis.cli("expire", key, "60")
            }
            #expect(try await visitor.send(.post, "/slow").status == 200)
            #expect(try await redis.cli("get", key).contains("\"views\":2"))
        }
    }

    @Test(arguments: [true, false])
    func aSessionThatWasDestroyedMeanwhileIsNotStoredAnew(_ byHand: Bool) async throws {
        let clock = TestClock()
        let app = try SessionApp(try store()) { $0.clock = { clock.now } }.app
        let redis = redis
        let other = try store()
        app.post("/slow") { request in
            let session = request.session
            if byHand {
                _ = try await redis.cli("del", "sess:\(session.id)")
            } else {
                try await other.destroy(session.id)
                // The session has expired as well, but was destroyed before.
                clock.advance(milliseconds: 61_000)
            }
            try session.increment("views")
            await #expect(throws: SessionError.self) { try await session.save() }
            return "slow"
        }
        try await app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/pour")
            let id = visitor.sessionID
            let response = try await visitor.send(.post, "/slow")
            #expect(response.status == 200)
            #expect(response["Set-Cookie"] == nil)
            #expect(try await redis.cli("exists", "sess:\(id)") == "0")
        }
    }

    /// A logout or login whose session had expired also ends it for a request that is under way.
    @Test(arguments: ["/logout", "/login/ann"])
    func aSessionThatRanOutBeforeALogOutIsNotStoredAnew(_ path: String) async throws {
        let clock = TestClock()
        let app = try SessionApp(try store()) { $0.clock = { clock.now } }.app
        let redis = redis
        let (begun, released) = (Signal(), Signal())
        app.post("/slow") { request in
            let session = request.session
            begun.give()
            await BackgroundWait.wait(for: released)
            try session.increment("views")
            return "slow"
        }
        try await app.test(.live) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/pour")
            let (id, cookie) = (visitor.sessionID, visitor.cookie)
            async let slow = Visitor(client, cookie: cookie).send(.post, "/slow")
            await BackgroundWait.wait(for: begun)
            clock.advance(milliseconds: 61_000)
            try await Self.expire(id, in: redis)
            #expect(try await Visitor(client, cookie: cookie).send(.post, path).status == 200)
            released.give()
            let response = try await slow
            #expect(response["Set-Cookie"] == nil)
            #expect(try await redis.cli("exists", "sess:\(id)") == "0")
        }
    }

    /// Waits for a signal without using a thread of Swift's pool.
    private enum BackgroundWait {
        static func wait(for signal: Signal) async {
            try? await BackgroundThread.run { signal.wait() }
        }
    }

    @Test func aSaveThatWasMergedSetsTheCookie() async throws {
        let app = try SessionApp(try store()).app
        app.use("/", Overtaken(redis: redis, theirs: #""x":1"#))
        app.post("/saves") { request in
            try request.session.increment("views")
            try await request.session.save()
            return "ok"
        }
        try await app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.get, "/look")
            #expect(try await visitor.send(.post, "/count/n")["Set-Cookie"] != nil)
            #expect(try await visitor.send(.post, "/saves")["Set-Cookie"] != nil)
        }
    }

    // MARK: Sessions that can't be read

    @Test(arguments: ["{\"cookie\":{},\"a\":nonsense}", "deep", "large"])
    func aSessionThatCantBeReadCanBeLeft(_ kind: String) async throws {
        let store = try store()
        let app = try SessionApp(store) { $0.sizeLimit = 100_000 }.app
        let deep = String(repeating: "[", count: 20_000) + String(repeating: "]", count: 20_000)
        let value =
            switch kind {
            case "deep": "{\"cookie\":{},\"a\":\(deep)}"
            case "large": "{\"cookie\":{},\"a\":\"\(String(repeating: "x", count: 100_000))\"}"
            default: kind
            }
        try await app.test(.inProcess) { client async throws in
            for path in ["/logout", "/login/ann"] {
                let visitor = Visitor(client)
                try await visitor.send(.post, "/pour")
                let key = "sess:\(visitor.sessionID)"
                try await store.set(
                    visitor.sessionID, SessionRecord(json: Array(value.utf8), expires: nil, now: 0))
                #expect(try await visitor.send(.get, "/look").status == 500)
                #expect(try await visitor.send(.get, "/quiet").status == 200)
                #expect(try await redis.cli("exists", key) == "1")
                #expect(try await visitor.send(.post, path).status == 200)
                #expect(try await redis.cli("exists", key) == "0")
                #expect(try await visitor.send(.get, "/look").status == 200)
            }
        }
    }

    @Test func aSessionOfTwoMegabytesIsNothingSpecial() async throws {
        let app = try SessionApp(try store()).app
        app.post("/large") { request in
            request.session["text"] = .string(String(repeating: "x", count: 2_000_000))
            return "ok"
        }
        try await app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            #expect(try await visitor.send(.post, "/large").status == 200)
            #expect(try await visitor.send(.post, "/pour").text == "1")
        }
    }

    // MARK: Streams

    @Test func whatChangesWhileAResponseIsStreamedIsSaved() async throws {
        let app = try SessionApp(try store()).app
        app.get("/stream") { request in
            Response(
                body: .stream(length: nil) { writer in
                    try await writer.write("some")
                    try request.session.increment("streams")
                })
        }
        app.get("/broken") { request in
            Response(
                body: .stream(length: nil) { writer in
                    try request.session.increment("streams")
                    throw HTTPError(.internalServerError)
                })
        }
        try await app.test(.live) { client async throws in
            let visitor = Visitor(client)
            for count in 1...2 {
                #expect(try await visitor.send(.get, "/stream").text == "some")
                #expect(try await redis.cli("get", "sess:\(visitor.sessionID)").contains("\"streams\":\(count)"))
            }
            #expect(try await visitor.send(.get, "/broken").status == 500)
            #expect(try await redis.cli("get", "sess:\(visitor.sessionID)").contains("\"streams\":3"))
        }
    }
}

/// Forwards bytes between clients and a Redis, and loses a reply on demand.
final class CuttingProxy: Sendable {
    let port: Int
    private let listener: FileDescriptor
    private let marker = Mutex<String?>(nil)

    init(to target: Int) throws {
        let listener = FileDescriptor(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener.number, address, length) == 0 && listen(listener.number, 16) == 0
                    && getsockname(listener.number, address, &length) == 0
            }
        }
        guard isListening else { throw SystemError("listen") }
        port = Int(UInt16(bigEndian: address.sin_port))
        self.listener = listener
        let number = listener.number
        BackgroundThread.run { [self] in
            while true {
                let client = accept(number, nil, nil)
                guard client >= 0 else { return }
                BackgroundThread.run { [self] in
                    if let server = try? BlockingConnection(port: target) { pass(client, server) }
                    close(client)
                }
            }
        }
    }

    /// Forwards the next command that contains the text, and closes the connection as soon as Redis has replied.
    func cutBehind(_ text: String) {
        marker.withLock { $0 = text }
    }

    func stop() {
        shutdown(listener.number, Int32(SHUT_RDWR))
    }

    private func pass(_ client: Int32, _ server: BlockingConnection) {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(client, &buffer, buffer.count)
            guard count > 0 else { return server.close() }
            let bytes = Array(buffer[..<count])
            let isMarked = marker.withLock { marker in
                guard let text = marker, String(decoding: bytes, as: UTF8.self).contains(text) else { return false }
                marker = nil
                return true
            }
            guard (try? server.send(bytes)) != nil, let reply = try? server.receive(atMost: 1 << 20), !reply.isEmpty,
                !isMarked
            else { return server.close() }
            var sent = 0
            while sent < reply.count {
                let result = reply[sent...].withUnsafeBytes {
                    Glibc.send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard result > 0 else { return server.close() }
                sent += result
            }
        }
    }
}
