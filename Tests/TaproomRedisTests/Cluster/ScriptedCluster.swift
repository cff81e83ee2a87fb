import Synchronization
import TestSupport

@testable import TaproomRedis

/// Listeners that play the nodes of a cluster by a script.
final class ScriptedCluster: Sendable {
    /// A command that a node has received.
    struct Command: Sendable {
        /// The node's number, from 0 on.
        let node: Int
        let words: [String]
        /// How many commands of this name the node has had, this one among them.
        let count: Int
    }

    private struct State {
        var nodes: [ScriptedRedis] = []
        var commands: [Command] = []
        /// By node and name.
        var counts: [String: Int] = [:]
        var master = 0
    }

    private let state: Mutex<State>

    /// - Parameters:
    ///   - count: the number of nodes.
    ///   - reply: the answer of a node, in RESP, to commands but those that come before others, and CLUSTER SLOTS.
    init(_ count: Int, _ reply: @escaping @Sendable (ScriptedCluster, Command) -> String) throws {
        state = Mutex(State())
        for number in 0..<count {
            let redis = try ScriptedRedis(servesAtOnce: true) { [weak self] _, line in
                line.serve { words in self?.answer(words, at: number, reply) }
            }
            state.withLock { $0.nodes.append(redis) }
        }
    }

    private func answer(
        _ words: [String], at node: Int, _ reply: @Sendable (ScriptedCluster, Command) -> String
    ) -> String {
        switch words[0] {
        case "HELLO": return ScriptedRedis.hello
        case "PING": return "+PONG\r\n"
        default: break
        }
        let command = state.withLock { state in
            state.counts["\(node) \(words[0])", default: 0] += 1
            let command = Command(node: node, words: words, count: state.counts["\(node) \(words[0])"] ?? 0)
            state.commands.append(command)
            return command
        }
        return words[0] == "CLUSTER" ? topology : reply(self, command)
    }

    /// Says that one node, and no replica, serves all slots.
    private var topology: String {
        "*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n:\(port(master))\r\n"
    }

    /// The number of the node that is told to serve all slots.
    var master: Int {
        get { state.withLock { $0.master } }
        set { state.withLock { $0.master = newValue } }
    }

    /// The number of open connections to a node.
    func openConnections(_ node: Int) -> Int { state.withLock { $0.nodes[node].openConnections } }

    func port(_ node: Int) -> Int { state.withLock { $0.nodes[node].port } }

    /// The commands of a name that a node has had; of all nodes where nil.
    func commands(_ name: String, at node: Int? = nil) -> [Command] {
        state.withLock { state in
            state.commands.filter { $0.words[0] == name && (node == nil || $0.node == node) }
        }
    }

    /// Returns a client that queries the first node for the others.
    func client(timeout: Duration = .seconds(10)) throws -> RedisClient {
        RedisClient(
            try RedisURL("redis+cluster://127.0.0.1:\(port(0))"), timeout: timeout, logger: LogRecorder().logger)
    }

    /// Ends the listeners.
    func end() {
        for node in state.withLock({ $0.nodes }) { node.stop() }
    }
}
