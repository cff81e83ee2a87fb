import Synchronization
import TestSupport

@testable import TaproomRedis

/// Listeners that act as the nodes of a cluster, according to a script.
final class ScriptedCluster: Sendable {
    /// A command that a node has received.
    struct Command: Sendable {
        /// The node's number, starting at 0.
        let node: Int
        let words: [String]
        /// The number of commands of this name that the node has received, including this one.
        let count: Int
    }

    private struct State {
        var nodes: [ScriptedRedis] = []
        var commands: [Command] = []
        /// The counts by node and name.
        var counts: [String: Int] = [:]
        var master = 0
    }

    private let state: Mutex<State>

    /// - Parameters:
    ///   - count: the number of nodes.
    ///   - reply: returns the reply of a node in RESP. It is not called for handshakes and CLUSTER SLOTS.
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

    /// The reply to CLUSTER SLOTS that assigns all slots to one node without replicas.
    private var topology: String {
        "*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n:\(port(master))\r\n"
    }

    /// The number of the node that serves all slots according to the topology.
    var master: Int {
        get { state.withLock { $0.master } }
        set { state.withLock { $0.master = newValue } }
    }

    /// The number of open connections to a node.
    func openConnections(_ node: Int) -> Int { state.withLock { $0.nodes[node].openConnections } }

    func port(_ node: Int) -> Int { state.withLock { $0.nodes[node].port } }

    /// Returns the commands of a name that a node has received; nil for all nodes.
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
