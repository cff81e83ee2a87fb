/// Writes values as JSON, without white space.
///
/// Members come in the order in which a type encodes them, those of a dictionary sorted by code points, so that equal
/// values are equal texts. Dates are written as `Date.prototype.toISOString` writes them, `Data` as base64, `URL` as a
/// string, `Decimal` as a number.
package enum JSONEncoding {
    /// - Throws: `EncodingError` for a number that is not finite and for what nests more than 256 deep; what the value's
    ///   own `encode(to:)` throws.
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        let output = JSONOutput()
        try output.append(value)
        return try output.finish()
    }
}
