/// The header section that a connection's requests repeat: most clients send the same one with each request, and
/// comparing it with the last costs a tenth of taking it apart again.
///
/// What a section means depends on its bytes alone, so the same bytes have the same fields.
struct HeaderSectionCache: Sendable {
    /// The last section, from its first field to the empty line.
    private var section: [UInt8] = []
    private var fields: [FieldSlice] = []
    private var framing = FramingFields()
    /// Where it stood in its request.
    private var start = 0
    /// Requests in a row that brought another section; the first of a connection is one, too.
    private var misses = 0

    /// A longer section is taken apart each time.
    private static let longest = 2048
    /// A client that has sent so many others in a row is not expected to repeat itself.
    private static let missLimit = 8

    /// The section's length, where the bytes from `start` on repeat it; then also what it means.
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

    /// Keeps a section that has been taken apart; not a connection's first, as many carry no second request.
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

    /// A request line of another length moves all that follows.
    private mutating func move(to start: Int) {
        let distance = start - self.start
        fields = fields.map { FieldSlice(name: $0.name.moved(by: distance), value: $0.value.moved(by: distance)) }
        framing.move(by: distance)
        self.start = start
    }
}
