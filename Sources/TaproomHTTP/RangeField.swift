/// The value of a Range field with the unit bytes (RFC 9110 §14.1.2 and §14.2).
package enum RangeField {
    /// The result of applying a field to content of a given size.
    package enum Answer: Sendable, Equatable {
        /// The field is ignored. It has another unit or an invalid value, more ranges than the limit, or ranges that
        /// together exceed the content.
        case whole
        /// The requested parts, in order; none is empty.
        case parts([Range<Int>])
        /// No range lies within the content (416).
        case unsatisfiable
    }

    /// Returns the parts of the content that a field requests.
    ///
    /// - Parameters:
    ///   - size: the content's length in bytes.
    ///   - limit: the most ranges. A field with more is ignored.
    package static func answer(_ field: some StringProtocol, size: Int, limit: Int = 16) -> Answer {
        let text = String(field)
        guard let equals = text.utf8.firstIndex(of: .equals), text[..<equals].lowercased() == "bytes" else {
            return .whole
        }
        let specs = text[text.index(after: equals)...].split(separator: ",", omittingEmptySubsequences: false)
        guard !specs.isEmpty, specs.count <= limit else { return .whole }
        var parts: [Range<Int>] = []
        for spec in specs {
            guard let bounds = bounds(spec.trimmingSpaces) else { return .whole }
            if let range = range(bounds, size: size) { parts.append(range) }
        }
        if parts.isEmpty { return .unsatisfiable }
        // Overlapping ranges could request more bytes than the content has. No ordinary client sends them.
        var rest = size
        for part in parts {
            guard part.count <= rest else { return .whole }
            rest -= part.count
        }
        return .parts(parts)
    }

    private static func bounds(_ spec: Substring) -> (first: Int?, last: Int?)? {
        let ends = spec.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return nil }
        let first = number(ends[0])
        let last = number(ends[1])
        guard ends[0].isEmpty || first != nil, ends[1].isEmpty || last != nil else { return nil }
        if let first, let last, last < first { return nil }
        return first == nil && last == nil ? nil : (first, last)
    }

    /// Parses a number. One that is too large becomes the largest `Int`.
    private static func number(_ digits: Substring) -> Int? {
        guard !digits.isEmpty, digits.utf8.allSatisfy(\.isDigit) else { return nil }
        return Int(digits) ?? .max
    }

    private static func range(_ bounds: (first: Int?, last: Int?), size: Int) -> Range<Int>? {
        switch bounds {
        case (let first?, let last):
            first < size ? first..<min(last.map { $0 == .max ? $0 : $0 + 1 } ?? size, size) : nil
        case (nil, let count?): count > 0 && size > 0 ? max(0, size - count)..<size : nil
        case (nil, nil): nil
        }
    }
}
