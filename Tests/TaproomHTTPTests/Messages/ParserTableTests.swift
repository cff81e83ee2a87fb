import TaproomHTTP
import Testing

/// The table, applied directly to the parser and the chunked decoder.
@Suite struct ParserTableTests {
    @Test func theTableIsLarge() {
        #expect(Row.all.count >= 250)
        let names = Dictionary(grouping: Row.all, by: \.testDescription)
        #expect(names.filter { $0.value.count > 1 }.keys.sorted() == [], "each row says what it alone stands for")
    }

    @Test(arguments: Row.all)
    func whole(_ row: Row) {
        #expect(MessageReader.outcomes(of: row.bytes, cuts: []) == row.outcomes)
    }

    @Test(arguments: Row.all)
    func byteByByte(_ row: Row) {
        #expect(MessageReader.outcomes(of: row.bytes, cuts: row.bytes.indices) == row.outcomes)
    }

    @Test(arguments: Row.all)
    func cutAtEveryPosition(_ row: Row) {
        for cut in row.cuts {
            #expect(MessageReader.outcomes(of: row.bytes, cuts: [cut]) == row.outcomes, "cut at \(cut)")
        }
    }
}

extension Row {
    /// The positions at which to cut: all within a short row; in a long one, those where something changes, and some
    /// between them.
    var cuts: [Int] {
        guard bytes.count > 512 else { return Array(bytes.indices.dropFirst()) }
        let edges = bytes.indices.dropFirst().filter { bytes[$0] != bytes[$0 - 1] }
        let between = stride(from: 97, to: bytes.count, by: max(97, bytes.count / 64))
        return Set(edges.prefix(64) + edges.suffix(64) + between).sorted()
    }
}
