/// The character classes of HTTP's grammar (RFC 9110 §5.5 and §5.6.2) as bit sets.
extension UInt8 {
    /// `tchar`: the characters of methods, field names and cookie names.
    @inlinable @inline(__always)
    var isTokenCharacter: Bool {
        // Letters first, as most characters of a name are letters.
        (self | 0x20) &- 0x61 < 26 || isIn(low: 0x03ff_6cfa_0000_0000, high: 0x57ff_ffff_c7ff_fffe)
    }

    /// The characters that `encodeURIComponent` does not encode (ECMA-262 §19.2.6.4).
    @inlinable @inline(__always)
    var isUnreservedInURIComponent: Bool {
        (self | 0x20) &- 0x61 < 26 || isIn(low: 0x03ff_6782_0000_0000, high: 0x47ff_fffe_87ff_fffe)
    }

    /// The characters that need not be encoded in a URI reference (RFC 3986 §2.2 and §2.3).
    var isURICharacter: Bool { isIn(low: 0xafff_ffda_0000_0000, high: 0x47ff_fffe_afff_ffff) }

    /// `cookie-octet`: the characters of a cookie's value (RFC 6265 §4.1.1).
    var isCookieOctet: Bool { isIn(low: 0xf7ff_effa_0000_0000, high: 0x7fff_ffff_efff_ffff) }

    /// The characters of a cookie attribute's value.
    var isCookieAttributeCharacter: Bool { 0x20...0x7e ~= self && self != 0x3b }

    /// Letters, digits, hyphen and underscore, which some host names have.
    var isHostNameCharacter: Bool { isIn(low: 0x03ff_2000_0000_0000, high: 0x07ff_fffe_87ff_fffe) }

    /// Whether a byte is allowed in a field value: visible characters, space, tab and `obs-text`.
    @inlinable
    var isFieldValueCharacter: Bool {
        (self >= 0x20 && self != 0x7f) || self == 0x09
    }

    @inlinable
    var isDigit: Bool { self &- 0x30 < 10 }

    @inlinable
    var isWhitespace: Bool { self == 0x20 || self == 0x09 }

    /// The value of a hexadecimal digit; nil for any other byte.
    @inlinable
    package var hexadecimalValue: UInt8? {
        switch self {
        case 0x30...0x39: self &- 0x30
        case 0x41...0x46: self &- 0x37
        case 0x61...0x66: self &- 0x57
        default: nil
        }
    }

    /// The byte in lower case if it is an ASCII letter, otherwise unchanged.
    @inlinable
    var lowercasedASCII: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    @inlinable @inline(__always)
    func isIn(low: UInt64, high: UInt64) -> Bool {
        let bits = self < 64 ? low : high
        return self < 128 && (bits &>> UInt64(self)) & 1 == 1
    }
}
