/// A parsed route pattern.
struct RoutePattern: Sendable {
    /// A part of a segment: text or a parameter. The two alternate.
    enum Piece: Sendable, Equatable {
        case text([UInt8])
        case parameter
    }

    enum Segment: Sendable, Equatable {
        case text([UInt8])
        /// Parameters with text before, between or after them.
        case mixed([Piece])
        case parameter
        case rest
    }

    private(set) var segments: [Segment] = []
    /// The names of the parameters, in order; `*` for the rest.
    private(set) var names: [String] = []
    /// The pattern as it was declared.
    let text: String

    /// Parses a pattern. Empty segments are ignored, as in paths.
    init(_ pattern: String) throws(RouteError) {
        text = pattern
        var rest = pattern.utf8.split(separator: UInt8(ascii: "/"))[...]
        while let segment = rest.popFirst() {
            if segment.contains(UInt8(ascii: "*")) {
                guard segment.count == 1, rest.isEmpty else {
                    throw RouteError(pattern: pattern, reason: "* must be the last segment, and all of it")
                }
                segments.append(.rest)
                try add("*")
            } else {
                try take(segment)
            }
        }
    }

    private mutating func take(_ segment: Substring.UTF8View) throws(RouteError) {
        for character in segment where Self.refused.contains(character) {
            throw error(
                "\(String(decoding: [character], as: UTF8.self)) has no meaning in a pattern: "
                    + "declare a route for each form, and check parameters in the handler")
        }
        if Self.isEncoded(segment) { throw error("a pattern is written without percent-encoding") }
        guard segment.contains(UInt8(ascii: ":")) else { return segments.append(.text(Array(segment))) }
        var pieces: [Piece] = []
        var rest = segment
        while let first = rest.first {
            guard first == UInt8(ascii: ":") else {
                let text = rest.prefix { $0 != UInt8(ascii: ":") }
                pieces.append(.text(Array(text)))
                rest = rest[text.endIndex...]
                continue
            }
            if pieces.last == .parameter { throw error("two parameters need text between them") }
            let name = rest.dropFirst().prefix(while: Self.isNameByte)
            rest = rest[name.endIndex...]
            guard !name.isEmpty else { throw error("a parameter has no name") }
            if rest.first == UInt8(ascii: "+") {
                throw error("+ behind a parameter has no meaning: * catches the rest")
            }
            pieces.append(.parameter)
            try add(String(decoding: name, as: UTF8.self))
        }
        segments.append(pieces == [.parameter] ? .parameter : .mixed(pieces))
    }

    private mutating func add(_ name: String) throws(RouteError) {
        guard !names.contains(where: { $0.isExactly(name) }) else {
            throw error("two parameters are called \(name)")
        }
        names.append(name)
    }

    private func error(_ reason: String) -> RouteError { RouteError(pattern: text, reason: reason) }

    /// Characters that have a meaning in other routers' patterns, and that do not occur unencoded in a path.
    private static let refused = Array("?(){}[]\\#".utf8)

    /// Returns whether a byte is an ASCII letter or digit, `_`, or not ASCII.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "_")
            || byte >= 0x80
    }

    private static func isEncoded(_ segment: Substring.UTF8View) -> Bool {
        let bytes = Array(segment)
        return bytes.indices.dropLast(2).contains { index in
            bytes[index] == UInt8(ascii: "%")
                && bytes[(index + 1)...(index + 2)].allSatisfy { $0.hexadecimalValue != nil }
        }
    }

    /// The segments of a pattern without parameters and `*`; nil for other patterns.
    var plainText: [[UInt8]]? {
        var text: [[UInt8]] = []
        for segment in segments {
            guard case .text(let bytes) = segment else { return nil }
            text.append(bytes)
        }
        return text
    }
}

extension [RoutePattern.Piece] {
    /// Returns the ranges of the parameters in a segment; nil if it does not match. Each parameter matches as few bytes
    /// as possible, and at least one. Text at the end must match the end of the segment.
    func match(_ bytes: Span<UInt8>, _ segment: Range<Int>) -> [Range<Int>]? {
        var values: [Range<Int>] = []
        var start = segment.lowerBound
        for (index, piece) in enumerated() {
            guard case .text(let text) = piece else {
                if index == count - 1 {
                    guard start < segment.upperBound else { return nil }
                    values.append(start..<segment.upperBound)
                    start = segment.upperBound
                }
                continue
            }
            let isFirst = index == 0
            let position =
                index == count - 1 && !isFirst
                ? Swift.max(segment.upperBound - text.count, start)
                : bytes.firstIndex(of: text, isFirst ? start : start + 1, segment.upperBound, isFirst ? 1 : .max)
            guard let position, position + text.count <= segment.upperBound, bytes.matches(text.span, at: position)
            else {
                return nil
            }
            if !isFirst {
                guard position > start else { return nil }
                values.append(start..<position)
            }
            start = position + text.count
        }
        return start == segment.upperBound ? values : nil
    }
}

extension Span<UInt8> {
    /// Returns the position of the first occurrence of a text between two positions. Compares at no more than `limit`
    /// positions.
    fileprivate func firstIndex(of text: [UInt8], _ start: Int, _ end: Int, _ limit: Int) -> Int? {
        var index = start
        var left = limit
        while index + text.count <= end, left > 0 {
            if matches(text.span, at: index) { return index }
            index += 1
            left -= 1
        }
        return nil
    }
}
