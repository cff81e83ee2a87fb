/// A JSON text with the positions of its values, shared by decoders.
final class JSONDocument {
    let bytes: [UInt8]
    let tokens: [JSONTokens.Token]
    let dates: JSONDates
    /// The member that was found last. Members are usually requested in the order of the text.
    private var lastFound: (object: Int, name: Int) = (-1, 0)

    /// - Throws: `JSONError` if the text is not JSON in UTF-8.
    init(_ bytes: [UInt8], dates: JSONDates) throws(JSONError) {
        if !bytes.span.isASCII {
            do {
                _ = try UTF8Span(validating: bytes.span)
            } catch {
                throw JSONError(offset: error.byteOffsets.lowerBound, reason: "it is not UTF-8")
            }
        }
        tokens = try JSONTokens(bytes.span).tokens
        self.bytes = bytes
        self.dates = dates
    }

    // MARK: Structure

    enum Kind {
        case object, array, string, number, bool, null

        /// The kind with an article, for messages.
        var name: String {
            switch self {
            case .object: "an object"
            case .array: "an array"
            case .string: "a string"
            case .number: "a number"
            case .bool: "a boolean"
            case .null: "null"
            }
        }
    }

    func kind(_ token: Int) -> Kind {
        switch bytes[Int(tokens[token].start)] {
        case 0x7b: .object
        case 0x5b: .array
        case 0x22: .string
        case 0x74, 0x66: .bool
        case 0x6e: .null
        default: .number
        }
    }

    /// Returns the index after the last token of a container.
    func end(of container: Int) -> Int { Int(tokens[container].next) }

    /// Returns the value of a member; nil if there is none.
    func member(_ name: String, of object: Int) -> Int? {
        let end = end(of: object)
        let start = lastFound.object == object ? lastFound.name : object &+ 1
        if let found = firstMember(name, start, end) ?? firstMember(name, object &+ 1, start) {
            lastFound = (object, found)
            return found &+ 1
        }
        return nil
    }

    /// Sets where the search for the next member starts.
    func resume(at value: Int, of object: Int) {
        lastFound = (object, value &- 1)
    }

    private func firstMember(_ name: String, _ start: Int, _ end: Int) -> Int? {
        let text = name.utf8.span
        let storage = bytes
        let bytes = storage.span
        var index = start
        while index < end {
            let token = tokens[index]
            if !token.mark.isSuperseded {
                if token.mark.isEscaped {
                    if JSONText.equals(bytes, token.range, name) { return index }
                } else if Int(token.end &- token.start) == text.count &+ 2,
                    bytes.matches(text, at: Int(token.start) &+ 1)
                {
                    return index
                }
            }
            index = Int(tokens[index &+ 1].next)
        }
        return nil
    }

    /// Returns the names of an object's members, each once.
    func names(of object: Int) -> [String] {
        var names: [String] = []
        var index = object &+ 1
        let end = end(of: object)
        while index < end {
            if !tokens[index].mark.isSuperseded { names.append(string(index)) }
            index = Int(tokens[index &+ 1].next)
        }
        return names
    }

    /// Returns the text of a string, or of a name.
    func string(_ token: Int) -> String {
        let token = tokens[token]
        guard !token.mark.isEscaped else {
            let bytes = bytes
            return JSONText.string(bytes.span, token.range)
        }
        return String(decoding: bytes[(Int(token.start) &+ 1)..<(Int(token.end) &- 1)], as: UTF8.self)
    }

    /// Returns the text of a number.
    func text(_ token: Int) -> String { String(decoding: bytes[tokens[token].range], as: UTF8.self) }

    /// Returns the path from the root to a token.
    func path(to token: Int) -> [JSONKey] {
        var path: [JSONKey] = []
        var container = 0
        while container < token {
            let isObject = kind(container) == .object
            var child = container + 1
            var index = 0
            // Finds the child that contains the token or equals it.
            while child < token, Int(tokens[child + (isObject ? 1 : 0)].next) <= token {
                child = Int(tokens[child + (isObject ? 1 : 0)].next)
                index += 1
            }
            path.append(isObject ? JSONKey(string(child)) : JSONKey(index))
            container = isObject ? child + 1 : child
        }
        return path
    }
}

/// A step of a path: a member's name or an element's index.
struct JSONKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ name: String) {
        stringValue = name
        intValue = nil
    }

    init(_ index: Int) {
        stringValue = String(index)
        intValue = index
    }

    init(stringValue: String) { self.init(stringValue) }
    init(intValue: Int) { self.init(intValue) }
}
