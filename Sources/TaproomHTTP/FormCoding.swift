/// A form of names and values, as `application/x-www-form-urlencoded` (WHATWG URL §5) carries it in a body
/// or a query: in the order sent, names may repeat.
public struct FormFields: Sendable, Equatable {
    public private(set) var pairs: [(name: String, value: String)]

    public init() {
        pairs = []
    }

    /// Parses the bytes. Nothing is an error: a bad escape stays as it is, bytes that are not UTF-8 become
    /// U+FFFD, a missing `=` means an empty value.
    ///
    /// - Parameter limit: pairs after so many are left out, so that a body of a million `&` stays cheap.
    public init(urlEncoded bytes: some Collection<UInt8>, limit: Int = 1000) {
        pairs = []
        for pair in bytes.split(separator: 0x26, omittingEmptySubsequences: true) {
            guard pairs.count < limit else { break }
            let equals = pair.firstIndex(of: .equals) ?? pair.endIndex
            let value = equals == pair.endIndex ? pair[equals...] : pair[pair.index(after: equals)...]
            pairs.append((Self.decode(pair[..<equals]), Self.decode(value)))
        }
    }

    /// The first value of that name.
    public subscript(name: String) -> String? {
        pairs.first { $0.name == name }?.value
    }

    /// All values of that name, in order.
    public func values(_ name: String) -> [String] {
        pairs.filter { $0.name == name }.map(\.value)
    }

    public mutating func append(name: String, value: String) {
        pairs.append((name, value))
    }

    public static func == (left: FormFields, right: FormFields) -> Bool {
        left.pairs.elementsEqual(right.pairs) { $0 == $1 }
    }

    private static func decode(_ bytes: some Collection<UInt8>) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index = bytes.index(after: index)
            switch byte {
            case 0x2b: output.append(.space)
            case .percent:
                let second = index < bytes.endIndex ? bytes.index(after: index) : index
                if second < bytes.endIndex, let high = bytes[index].hexadecimalValue,
                    let low = bytes[second].hexadecimalValue
                {
                    output.append(high << 4 | low)
                    index = bytes.index(after: second)
                } else {
                    output.append(byte)
                }
            default: output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
