/// The error of a form that has more fields than the limit.
public struct TooManyFields: Error, Sendable, Equatable {
    /// The most fields that a form may have.
    public let limit: Int

    /// - Parameter limit: the most fields that a form may have.
    public init(limit: Int) {
        self.limit = limit
    }
}

/// The fields of an `application/x-www-form-urlencoded` content or query (WHATWG URL §5), in the order sent. Names may
/// repeat and are compared by code points.
public struct FormFields: Sendable, Equatable {
    /// The fields in the order sent.
    public private(set) var pairs: [(name: String, value: String)]

    /// Makes an empty list of fields.
    public init() {
        pairs = []
    }

    /// Parses the bytes of a form. Every input is valid: an invalid escape stays as it is, bytes that are not UTF-8
    /// become U+FFFD, and a missing `=` means an empty value.
    ///
    /// - Parameters:
    ///   - bytes: the form as it was sent.
    ///   - limit: the most fields.
    /// - Throws: `TooManyFields` if there are more fields.
    public init(urlEncoded bytes: some Collection<UInt8>, limit: Int = 1000) throws(TooManyFields) {
        let bytes = (bytes as? [UInt8]) ?? Array(bytes)
        try self.init(urlEncoded: bytes.span, limit: limit)
    }

    /// Parses the bytes of a form.
    ///
    /// - Throws: `TooManyFields` if there are more fields than the limit.
    package init(urlEncoded bytes: Span<UInt8>, limit: Int) throws(TooManyFields) {
        pairs = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] != .ampersand else {
                index &+= 1
                continue
            }
            guard pairs.count < limit else { throw TooManyFields(limit: limit) }
            let equals = bytes.firstIndex(of: .equals, or: .ampersand, index, bytes.count)
            let end = bytes.firstIndex(of: .ampersand, equals, bytes.count)
            let name = Self.decode(bytes.extracting(index..<equals))
            pairs.append((name, equals < end ? Self.decode(bytes.extracting((equals + 1)..<end)) : ""))
            index = end &+ 1
        }
    }

    /// The first value of a field; nil if there is none.
    public subscript(name: String) -> String? {
        pairs.first { $0.name.isExactly(name) }?.value
    }

    /// Returns all values of a field, in order.
    public func values(_ name: String) -> [String] {
        pairs.filter { $0.name.isExactly(name) }.map(\.value)
    }

    /// Adds a field at the end, even if there is one of that name.
    public mutating func append(name: String, value: String) {
        pairs.append((name, value))
    }

    /// Whether both have the same fields in the same order, compared by code points.
    public static func == (left: FormFields, right: FormFields) -> Bool {
        left.pairs.elementsEqual(right.pairs) { $0.name.isExactly($1.name) && $0.value.isExactly($1.value) }
    }

    private static func decode(_ bytes: Span<UInt8>) -> String {
        String(utf8Capacity: bytes.count) { output in
            var index = 0
            while index < bytes.count {
                switch bytes[index] {
                case .plus:
                    output.append(.space)
                    index &+= 1
                case .percent:
                    if bytes.count &- index > 2, let high = bytes[index &+ 1].hexadecimalValue,
                        let low = bytes[index &+ 2].hexadecimalValue
                    {
                        output.append(high &<< 4 | low)
                        index &+= 3
                    } else {
                        output.append(.percent)
                        index &+= 1
                    }
                default:
                    let end = bytes.firstIndex(of: .percent, or: .plus, index, bytes.count)
                    output.append(copying: bytes.extracting(index..<end))
                    index = end
                }
            }
        }
    }
}
