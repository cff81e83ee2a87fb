/// Encodes values as JSON without white space.
///
/// Members keep the order in which a type encodes them. Those of a dictionary are sorted by code points, so that equal
/// values have equal texts. Dates are written as by `Date.prototype.toISOString`, `Data` as base64, `URL` as a string,
/// and `Decimal` as a number.
package enum JSONEncoding {
    /// Encodes a value.
    ///
    /// - Throws: `EncodingError` for a number that is not finite and for more than 256 levels of nesting; errors of the
    ///   value's own `encode(to:)`.
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        let output = JSONOutput()
        try output.append(value)
        return try output.finish()
    }
}
