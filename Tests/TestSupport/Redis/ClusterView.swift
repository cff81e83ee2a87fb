/// A line of CLUSTER NODES: a node's view of another node, or of itself.
struct ClusterView {
    let identifier: String
    let flags: Set<String>
    /// The identifier of a replica's master.
    let master: String?
    let epoch: Int
    let slots: [ClosedRange<Int>]

    var isMaster: Bool { flags.contains("master") }
    /// Whether the line describes the node that wrote it.
    var isOwn: Bool { flags.contains("myself") }

    /// Parses a line; nil if it is malformed.
    init?(_ line: Substring) {
        let parts = line.split(separator: " ")
        guard parts.count >= 8, let epoch = Int(parts[6]) else { return nil }
        identifier = String(parts[0])
        flags = Set(parts[2].split(separator: ",").map(String.init))
        master = parts[3] == "-" ? nil : String(parts[3])
        self.epoch = epoch
        // Slots that are being moved are in brackets.
        slots = parts[8...].filter { !$0.hasPrefix("[") }.compactMap { part in
            let ends = part.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, first <= last else { return nil }
            return first...last
        }
    }

    func hasSlot(_ slot: Int) -> Bool { slots.contains { $0.contains(slot) } }
}

extension RedisServer {
    /// Returns this node's view of the cluster's nodes.
    func view() async throws -> [ClusterView] {
        try await cli("cluster", "nodes").split(separator: "\n").compactMap { ClusterView($0) }
    }

    /// Returns this node's view of itself.
    func ownView() async throws -> ClusterView {
        guard let view = try await view().first(where: \.isOwn) else {
            throw TestSupportError(description: "node \(port) does not know itself")
        }
        return view
    }
}
