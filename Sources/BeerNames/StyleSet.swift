/// Styles by their indices, which are below 64.
struct StyleSet: Sendable {
    private var bits: UInt64 = 0

    static var all: StyleSet { StyleSet(bits: ~0) }
    static var none: StyleSet { StyleSet(bits: 0) }

    mutating func insert(_ style: Int) {
        bits |= 1 << UInt64(style)
    }

    func contains(_ style: Int) -> Bool {
        bits >> UInt64(style) & 1 == 1
    }
}
