/// Keeps the last header section of a connection. Most clients repeat it in each request, and comparing the bytes is
/// faster than parsing them again.
///
/// The parsed fields depend only on the section's bytes.
struct HeaderSectionCache: Sendable {
    /// The bytes of the section, from its first field to the empty line.
    private var section: [UInt8] = []
    private var fields: [FieldSlice] = []
    private var framing = FramingFields()
    /// The section's offset in its request.
    private var start = 0
    /// The number of consecutive requests with a different section, including a connection's first.
    private var misses = 0

    /// The most bytes of a section that is kept.
    private static let longest = 2048
    /// The number of misses after which no section is kept.
    private static let missLimit = 8

    /// Returns the section's length if the bytes from `start` on equal it, and sets its fields; otherwise nil.
    mutating func take(
        _ bytes: Span<UInt8>, at start: Int, _ fields: inout [FieldSlice], _ framing: inout FramingFields
    ) -> Int? {
        guard !section.isEmpty, bytes.count &- start >= section.count, bytes.matches(section.span, at: start)
        else { return nil }
        misses = 0
        if start != self.start { move(to: start) }
        fields = self.fields
        framing = self.framing
        return section.count
    }

    /// Keeps a parsed section. A connection's first section is not kept, because many connections carry only one
    /// request.
    mutating func keep(_ section: Span<UInt8>, at start: Int, _ fields: [FieldSlice], _ framing: FramingFields) {
        misses &+= 1
        guard misses > 1 else { return }
        guard misses <= Self.missLimit, section.count <= Self.longest else { return self.section = [] }
        self.section.removeAll(keepingCapacity: true)
        self.section.append(addingCapacity: section.count) { $0.append(copying: section) }
        self.fields = fields
        self.framing = framing
        self.start = start
    }

    /// Moves the ranges, because the request line before them has another length.
    private mutating func move(to start: Int) {
        let distance = start - self.start
        fields = fields.map { FieldSlice(name: $0.name.moved(by: distance), value: $0.value.moved(by: distance)) }
        framing.move(by: distance)
        self.start = start
    }
}
