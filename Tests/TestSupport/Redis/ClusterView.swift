/// A line of CLUSTER NODES: what one node knows of another, or of itself.
struct ClusterView {
    let identifier: String
    let flags: Set<String>
    /// The identifier of a replica's master.
    let master: String?
    let epoch: Int
    let slots: [ClosedRange<Int>]

    var isMaster: Bool { flags.contains("master") }
    /// Whether the line is about the node that has written it.
    var isOwn: Bool { flags.contains("myself") }

    /// - Returns: nil for a line of another form.
    init?(_ line: Substring) {
        let parts = line.split(separator: " ")
        guard parts.count >= 8, let epoch = Int(parts[6]) else { return nil }
        identifier = String(parts[0])
        flags = Set(parts[2].split(separator: ",").map(String.init))
        master = parts[3] == "-" ? nil : String(parts[3])
        self.epoch = epoch
        // Slots that are on their way stand in brackets.
        slots = parts[8...].filter { !$0.hasPrefix("[") }.compactMap { part in
            let ends = part.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, first <= last else { return nil }
            return first...last
        }
    }

    func hasSlot(_ slot: Int) -> Bool { slots.contains { $0.contains(slot) } }
}

extension RedisServer {
    /// What this node of a cluster knows of its nodes.
    func view() async throws -> [ClusterView] {
        try await cli("cluster", "nodes").split(separator: "\n").compactMap { ClusterView($0) }
    }

    /// What this node of a cluster says of itself.
    func ownView() async throws -> ClusterView {
        guard let view = try await view().first(where: \.isOwn) else {
            throw TestSupportError(description: "node \(port) does not know itself")
        }
        return view
    }
}
