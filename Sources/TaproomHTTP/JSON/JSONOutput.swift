import FoundationEssentials

/// The output that the encoders and containers of a value share.
///
/// The containers of `nestedContainer` and `superEncoder` may be written in any order until the value that requested
/// them ends. So each has its own output, which is inserted when that value ends.
final class JSONOutput {
    typealias Position = JSONWriter.Position

    var writer: JSONWriter
    /// The error of a call that can't throw.
    private var failure: EncodingError?

    init(in path: [JSONKey] = [], depth: Int = 0) {
        writer = JSONWriter(in: path, depth: depth)
    }

    /// Returns the whole text.
    ///
    /// - Throws: the error of a call that could not throw.
    func finish() throws -> [UInt8] {
        while writer.isOpen { try writer.end() }
        if let failure { throw failure }
        return writer.bytes
    }

    /// Begins an array or an object, unless the value already is one.
    func open(_ kind: JSONWriter.Kind, _ position: Position) {
        do {
            try writer.open(kind, position)
        } catch {
            if failure == nil { failure = error }
        }
    }

    // MARK: Scalars

    @inline(__always)
    func member(_ name: String, _ position: Position, _ append: (inout JSONWriter) throws -> Void) throws {
        try write(append, undoing: try writer.beginMember(name, position), position)
    }

    @inline(__always)
    func element(_ position: Position, _ append: (inout JSONWriter) throws -> Void) throws {
        try write(append, undoing: try writer.beginElement(position), position)
    }

    @inline(__always)
    func scalar(_ position: Position, _ append: (inout JSONWriter) throws -> Void) throws {
        try write(append, undoing: try writer.beginScalar(position), position)
    }

    @inline(__always)
    private func write(
        _ append: (inout JSONWriter) throws -> Void, undoing start: Int, _ position: Position
    ) throws {
        do {
            try append(&writer)
        } catch {
            writer.undo(to: start, position)
            throw error
        }
    }

    // MARK: Values of any type

    func member(_ name: String, _ position: Position, _ value: some Encodable) throws {
        try append(value, undoing: try writer.beginMember(name, position), position)
    }

    func element(_ position: Position, _ value: some Encodable) throws {
        try append(value, undoing: try writer.beginElement(position), position)
    }

    func scalar(_ position: Position, _ value: some Encodable) throws {
        try append(value, undoing: try writer.beginScalar(position), position)
    }

    private func append(_ value: some Encodable, undoing start: Int, _ position: Position) throws {
        do {
            try append(value)
        } catch {
            writer.undo(to: start, position)
            throw error
        }
    }

    func append<Value: Encodable>(_ value: Value) throws {
        // Comparing types is cheaper than a failing cast.
        if Value.self == Date.self, let date = value as? Date {
            return writer.append(try text(of: date))
        } else if Value.self == Data.self, let data = value as? Data {
            return writer.append(data.base64EncodedString())
        } else if Value.self == URL.self, let url = value as? URL {
            return writer.append(url.absoluteString)
        } else if Value.self == Decimal.self, let decimal = value as? Decimal {
            return writer.append(json: try text(of: decimal))
        } else if Value.self == JSONValue.self, let json = value as? JSONValue {
            return writer.append(json)
        }
        let position = writer.begin()
        try value.encode(to: JSONValueEncoder(output: self, position: position))
        try writer.end()
    }

    private func text(of date: Date) throws -> String {
        if let text = ISODate.text(milliseconds: date.timeIntervalSince1970 * 1000) { return text }
        throw EncodingError.invalidValue(
            date, EncodingError.Context(codingPath: writer.path, debugDescription: "is too far from today"))
    }

    private func text(of decimal: Decimal) throws -> String {
        if !decimal.isNaN { return decimal.description }
        throw EncodingError.invalidValue(
            decimal, EncodingError.Context(codingPath: writer.path, debugDescription: "NaN is no number of JSON"))
    }

    // MARK: Values with an output of their own

    func nestedMember(_ name: String, _ position: Position) -> JSONValueEncoder {
        nested { () throws(EncodingError) in _ = try writer.beginMember(name, position) }
    }

    func nestedElement(_ position: Position) -> JSONValueEncoder {
        nested { () throws(EncodingError) in _ = try writer.beginElement(position) }
    }

    private func nested(_ begin: () throws(EncodingError) -> Void) -> JSONValueEncoder {
        var nested = JSONOutput()
        do {
            try begin()
            nested = JSONOutput(in: writer.path, depth: writer.depth)
            writer.insert(nested)
        } catch {
            // Further output is discarded, and `finish` throws the error.
            if failure == nil { failure = error }
        }
        return JSONValueEncoder(output: nested, position: nested.writer.begin())
    }
}
