/// The content given for a block: where it stands, and the blocks in force there, which blocks within it refer
/// to.
struct BlockContent: Hashable {
    let template: Int
    let token: Int
    let scope: Int
}

/// The sets of blocks that are in force at some place, each known by an index, so that two places with equal
/// blocks are recognised as equal at no cost.
struct BlockScopes {
    /// The scope in which no block is given.
    static let empty = 0

    private var scopes: [[String: BlockContent]] = [[:]]
    private var indexes: [[String: BlockContent]: Int] = [[:]: 0]

    func content(of block: String, in scope: Int) -> BlockContent? {
        scopes[scope][block]
    }

    /// The scope of a parent: what was given from further outside counts before what its own tag gives.
    mutating func scope(adding blocks: [String: BlockContent], to outer: Int) -> Int {
        let merged = scopes[outer].merging(blocks) { given, _ in given }
        if let known = indexes[merged] { return known }
        scopes.append(merged)
        indexes[merged] = scopes.count - 1
        return scopes.count - 1
    }
}
