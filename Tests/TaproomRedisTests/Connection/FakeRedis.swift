import Synchronization

@testable import TaproomRedis

/// A fake Redis: a dictionary and a clock that stands still. It implements the commands of `RedisStore`. It implements
/// the script's effect in Swift, because tests with a real Redis check the script itself.
final class FakeRedis: RedisCommands {
    struct Entry: Equatable {
        var value: [UInt8]
        /// Milliseconds since 1970; nil for no expiry.
        var expires: Int?
    }

    private struct State {
        var now = 0
        var entries: [String: Entry] = [:]
        var log: [String] = []
    }

    private let state = Mutex(State())

    var now: Int {
        get { state.withLock { $0.now } }
        set {
            state.withLock { state in
                state.now = newValue
                state.entries = state.entries.filter { $0.value.expires ?? .max > newValue }
            }
        }
    }

    var entries: [String: Entry] { state.withLock { $0.entries } }
    /// The names of the commands received.
    var log: [String] { state.withLock { $0.log } }

    func send(_ route: CommandRoute, _ write: @Sendable (inout CommandWriter) -> Void) async throws -> RedisValue {
        var writer = CommandWriter(output: [])
        write(&writer)
        let arguments = Self.arguments(writer.output)
        return state.withLock { state in
            state.log.append(Self.text(arguments[0]))
            return Self.answer(arguments, &state)
        }
    }

    private static func answer(_ arguments: [[UInt8]], _ state: inout State) -> RedisValue {
        let key = arguments.count > 1 ? text(arguments[1]) : ""
        switch text(arguments[0]) {
        case "GET": return state.entries[key].map { .bytes($0.value) } ?? .null
        case "SET":
            let seconds = arguments.count == 5 ? Int(text(arguments[4])) : nil
            state.entries[key] = Entry(value: arguments[2], expires: seconds.map { state.now + $0 * 1000 })
            return .status("OK")
        case "EXPIRE":
            guard let seconds = Int(text(arguments[2])), state.entries[key] != nil else { return .integer(0) }
            if seconds > 0 {
                state.entries[key]?.expires = state.now + seconds * 1000
            } else {
                state.entries[key] = nil
            }
            return .integer(1)
        case "DEL": return .integer(state.entries.removeValue(forKey: key) == nil ? 0 : 1)
        case "EVALSHA":
            let key = text(arguments[3])
            guard let current = state.entries[key] else { return .integer(0) }
            guard current.value == arguments[4] else { return .array([.integer(2), .bytes(current.value)]) }
            let seconds = Int(text(arguments[6]))
            state.entries[key] = Entry(value: arguments[5], expires: seconds.map { state.now + $0 * 1000 })
            return .integer(1)
        case let name: return .error("ERR unknown command '\(name)'")
        }
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// Returns the arguments of one command in RESP.
    private static func arguments(_ bytes: [UInt8]) -> [[UInt8]] {
        var arguments: [[UInt8]] = []
        var rest = bytes[...]
        rest = rest.drop { $0 != 0x0a }.dropFirst()
        while let end = rest.firstIndex(of: 0x0d) {
            let count = Int(text(Array(rest[(rest.startIndex + 1)..<end]))) ?? 0
            rest = rest[(end + 2)...]
            arguments.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count + 2)
        }
        return arguments
    }
}
