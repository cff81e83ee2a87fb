/// The content given for a block: its position, and the scope of blocks at that position, to which the blocks within it
/// refer.
struct BlockContent: Hashable {
    let template: Int
    let token: Int
    let scope: Int
}

/// The scopes, which are sets of given blocks. Each has an index, and equal sets have the same one, so scopes can be
/// compared by index.
struct BlockScopes {
    /// The scope in which no block is given.
    static let empty = 0

    private var scopes: [[String: BlockContent]] = [[:]]
    private var indexes: [[String: BlockContent]: Int] = [[:]: 0]

    func content(of block: String, in scope: Int) -> BlockContent? {
        scopes[scope][block]
    }

    /// Returns the scope of a parent. Blocks given further outside take precedence over those in its own tag.
    mutating func scope(adding blocks: [String: BlockContent], to outer: Int) -> Int {
        let merged = scopes[outer].merging(blocks) { given, _ in given }
        if let known = indexes[merged] { return known }
        scopes.append(merged)
        indexes[merged] = scopes.count - 1
        return scopes.count - 1
    }
}
