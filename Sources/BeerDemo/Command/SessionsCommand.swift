import ArgumentParser
import FoundationEssentials
import Glibc
import Logging
import Taproom
import TaproomRedis
import TaproomSessions

/// The command `beer-demo sessions`, which inspects and ends the sessions in Redis.
struct SessionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions",
        abstract: "List, show, count and end the sessions in Redis, and check Redis.",
        subcommands: [List.self, Show.self, Destroy.self, Clear.self, Count.self, Doctor.self],
        defaultSubcommand: List.self)
}

/// The arguments that locate the sessions.
struct StoreArguments: ParsableArguments {
    @Option(help: Setting.redis.help(RedisLocation.forms, value: "url"))
    var redis: String?

    /// Returns the store. Its scans have large steps, because these commands read all sessions.
    ///
    /// - Parameter options: the options of the store.
    func store(_ options: RedisStore.Options = RedisStore.Options()) throws -> RedisStore {
        let url = try RedisLocation.url(redis, variables: Environment.variables)
        var options = options
        options.scanCount = 1000
        var logger = Logger(label: "beer-demo")
        // Errors are reported as those of the command.
        logger.logLevel = .critical
        return RedisStore(RedisClient(url, timeout: .seconds(5), logger: logger), options: options)
    }

    /// Runs a command. If Redis does not respond, the error is one line.
    func run(
        _ options: RedisStore.Options = RedisStore.Options(), _ body: (RedisStore) async throws -> Void
    ) async throws {
        do {
            try await body(store(options))
        } catch let error as SessionError {
            throw StartError(message: error.description, code: EX_UNAVAILABLE)
        }
    }
}

extension SessionsCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List all sessions: id, seconds to live, age, views, size.",
            discussion:
                "The age counts from the session's creation if the session records it, otherwise from its last save.")

        @OptionGroup var location: StoreArguments
        @Flag(help: "Print each session as a JSON object on one line.") var json = false

        func run() async throws {
            try await location.run { store in
                let progress = Progress("listing", of: try await store.keyCount())
                var count = 0
                if !json { Console.print(SessionRow.header) }
                try await store.forEachID { ids in
                    let now = Int(Date().timeIntervalSince1970 * 1000)
                    for session in try await store.inspect(ids) {
                        let row = SessionRow(session, now: now)
                        Console.print(json ? row.json : row.text)
                        count += 1
                    }
                    progress.show(count)
                }
                progress.end()
                if !json { Console.print(count == 1 ? "1 session" : "\(count) sessions") }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one session, decoded.")

        @OptionGroup var location: StoreArguments
        @Argument(help: "The session's id, or the beginning of it.") var id: String
        @Flag(help: "Print the stored JSON on one line, with the id and the seconds to live.") var json = false

        func run() async throws {
            try await location.run { store in
                let session = try await store.find(id)
                let row = SessionRow(session, now: Int(Date().timeIntervalSince1970 * 1000))
                Console.print(json ? row.jsonWithContent : row.pretty)
            }
        }
    }

    struct Destroy: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End one session.")

        @OptionGroup var location: StoreArguments
        @Argument(help: "The session's id, or the beginning of it.") var id: String

        func run() async throws {
            try await location.run { store in
                let session = try await store.find(id)
                try await store.destroy([session.id])
                Console.print("destroyed \(session.id.escapingControlCharacters)")
            }
        }
    }

    struct Clear: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End all sessions. All other keys in Redis are kept.")

        @OptionGroup var location: StoreArguments
        @Flag(help: "Do not ask for confirmation.") var yes = false

        func run() async throws {
            try await location.run { store in
                if !yes {
                    let count = try await store.count()
                    Console.printError("This ends \(count) sessions for good. Type yes to go on:")
                    guard readLine() == "yes" else { throw StartError(message: "nothing was done", code: 1) }
                }
                let progress = Progress("clearing", of: try await store.keyCount())
                var count = 0
                try await store.clear {
                    count = $0
                    progress.show(count)
                }
                progress.end()
                Console.print("destroyed \(count) sessions")
            }
        }
    }

    struct Count: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Count the sessions.")

        @OptionGroup var location: StoreArguments
        @Flag(help: "Print a JSON object.") var json = false

        func run() async throws {
            try await location.run { store in
                let progress = Progress("counting", of: try await store.keyCount())
                var count = 0
                try await store.forEachID { ids in
                    count += ids.count
                    progress.show(count)
                }
                progress.end()
                Console.print(json ? "{\"count\":\(count)}" : "\(count)")
            }
        }
    }
}

extension RedisStore {
    /// Returns the session with an id, or the only one whose id begins with it.
    func find(_ id: String) async throws -> StoredSession {
        if let session = try await inspect([id]).first { return session }
        var matches: [String] = []
        if id.utf8.count >= 4 {
            try await forEachID { matches += $0.filter { $0.hasPrefix(id) } }
        }
        guard let match = matches.first else { throw StartError(message: "there is no session \(id)", code: 1) }
        guard matches.count == 1 else {
            throw StartError(message: "\(matches.count) sessions begin with \(id)", code: 1)
        }
        guard let session = try await inspect([match]).first else {
            throw StartError(message: "the session \(id) has just ended", code: 1)
        }
        return session
    }
}
