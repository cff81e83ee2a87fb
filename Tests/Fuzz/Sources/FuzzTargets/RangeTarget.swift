@testable import TaproomHTTP

extension FuzzTarget {
    /// Ranges are within the content and do not exceed it in total. Dates and tags are parsed as they were written.
    static let range = FuzzTarget(name: "range") { input in
        let (bytes, size) = input.withCut()
        let text = String(decoding: bytes, as: UTF8.self)
        for size in [0, 1, size, 1000, .max] {
            guard case .parts(let parts) = RangeField.answer(text, size: size) else { continue }
            require(!parts.isEmpty && parts.count <= 16, "there is a bounded number of parts")
            require(parts.allSatisfy { !$0.isEmpty && $0.lowerBound >= 0 && $0.upperBound <= size }, "they lie within")
            require(parts.reduce(0.0) { $0 + Double($1.count) } <= Double(size), "they are no more than the whole")
        }
        if let seconds = HTTPDate.parse(text, currentYear: 2026) {
            let written = HTTPDate.string(secondsSinceEpoch: seconds)
            require(written.utf8.count == 29, "a date has 29 bytes")
            require(HTTPDate.parse(written, currentYear: 2026) == seconds, "a date reads as it was written")
        }
        _ = EntityTag.list(text, holds: "\"a\"")
        if EntityTag.list(text, holdsStrongly: "\"a\"") {
            require(EntityTag.list(text, holds: "\"a\""), "what matches strongly matches weakly")
        }
        if AcceptedCodings.accepts("gzip", in: text) {
            let lowercase = text.lowercased()
            require(lowercase.contains("gzip") || lowercase.contains("*"), "a coding is named, or all are")
        }
    }
}
