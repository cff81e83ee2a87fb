/// A request method (RFC 9110 §9): a token of up to 16 bytes, stored in two words.
public struct HTTPMethod: Sendable, Hashable {
    let high: UInt64
    let low: UInt64

    /// GET (RFC 9110 §9.3.1).
    @inlinable public static var get: HTTPMethod { HTTPMethod(high: 0, low: 0x474554) }
    /// HEAD (RFC 9110 §9.3.2).
    @inlinable public static var head: HTTPMethod { HTTPMethod(high: 0, low: 0x4845_4144) }
    /// POST (RFC 9110 §9.3.3).
    @inlinable public static var post: HTTPMethod { HTTPMethod(high: 0, low: 0x504f_5354) }
    /// PUT (RFC 9110 §9.3.4).
    @inlinable public static var put: HTTPMethod { HTTPMethod(high: 0, low: 0x505554) }
    /// DELETE (RFC 9110 §9.3.5).
    @inlinable public static var delete: HTTPMethod { HTTPMethod(high: 0, low: 0x4445_4c45_5445) }
    /// PATCH (RFC 5789).
    @inlinable public static var patch: HTTPMethod { HTTPMethod(high: 0, low: 0x50_4154_4348) }
    /// OPTIONS (RFC 9110 §9.3.7).
    @inlinable public static var options: HTTPMethod { HTTPMethod(high: 0, low: 0x4f_5054_494f_4e53) }
    /// TRACE (RFC 9110 §9.3.8).
    @inlinable public static var trace: HTTPMethod { HTTPMethod(high: 0, low: 0x54_5241_4345) }
    /// CONNECT (RFC 9110 §9.3.6).
    @inlinable public static var connect: HTTPMethod { HTTPMethod(high: 0, low: 0x43_4f4e_4e45_4354) }

    /// The maximum length of a method in bytes.
    public static var maximumLength: Int { 16 }

    @usableFromInline
    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Makes a method from its name, which is case-sensitive. A name that is not a token of 1 to 16 bytes makes an
    /// invalid method (`isValid`), which no request has and no route may have.
    public init(_ name: String) {
        self = HTTPMethod(validating: name) ?? HTTPMethod(high: 0, low: 0)
    }

    /// Whether the name is a token of 1 to 16 bytes.
    public var isValid: Bool { high != 0 || low != 0 }

    /// Makes a method from its name, which is case-sensitive; nil if it is not a token of 1 to 16 bytes.
    public init?(validating name: some StringProtocol) {
        var packed = PackedName()
        for byte in name.utf8 {
            guard byte.isTokenCharacter, packed.append(byte) else { return nil }
        }
        guard packed.count > 0 else { return nil }
        self.init(high: packed.high, low: packed.low)
    }

    init(_ packed: PackedName) {
        self.init(high: packed.high, low: packed.low)
    }

    /// The method's name as it appears in a request line.
    public var name: String {
        var bytes: [UInt8] = []
        for word in [high, low] {
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                let byte = UInt8(truncatingIfNeeded: word >> shift)
                if byte != 0 { bytes.append(byte) }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension HTTPMethod: CustomStringConvertible {
    /// The method's name.
    public var description: String { name }
}

extension HTTPMethod: ExpressibleByStringLiteral {
    /// Makes a method like `init(_:)`.
    public init(stringLiteral value: String) {
        self.init(value)
    }
}

/// Bytes collected one by one into two words.
struct PackedName {
    var high: UInt64 = 0
    var low: UInt64 = 0
    var count = 0

    /// Appends a byte; returns false if there are 16 already.
    mutating func append(_ byte: UInt8) -> Bool {
        guard count < HTTPMethod.maximumLength else { return false }
        high = high << 8 | low >> 56
        low = low << 8 | UInt64(byte)
        count &+= 1
        return true
    }
}
