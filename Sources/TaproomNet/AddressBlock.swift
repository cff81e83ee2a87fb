import CLinux
import Glibc

/// A block of IP addresses in CIDR notation, such as `10.0.0.0/8`, `::1` or `192.168.1.7`.
public struct AddressBlock: Sendable, Equatable {
    private let bytes: [UInt8]
    private let prefixLength: Int

    /// Parses an address or a block; nil if the text is neither, or the prefix is longer than the address.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let bytes = Self.bytes(ofNumericHost: String(first)) else { return nil }
        self.bytes = bytes
        guard parts.count == 2 else {
            prefixLength = bytes.count * 8
            return
        }
        // `Int` would also accept a sign.
        guard parts[1].utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let length = Int(parts[1]), length <= bytes.count * 8
        else { return nil }
        prefixLength = length
    }

    /// Whether the block contains a numeric address. An IPv4-mapped IPv6 address counts as IPv4.
    public func contains(_ host: String) -> Bool {
        guard let other = Self.bytes(ofNumericHost: host), other.count == bytes.count else { return false }
        let whole = prefixLength / 8
        guard other.prefix(whole) == bytes.prefix(whole) else { return false }
        let rest = prefixLength % 8
        return rest == 0 || (other[whole] ^ bytes[whole]) >> UInt8(8 - rest) == 0
    }

    /// Whether a text is a numeric IP address.
    package static func isAddress(_ text: String) -> Bool { bytes(ofNumericHost: text) != nil }

    /// Returns the network of a host that identifies its subscriber: an IPv4 address itself, or the first 64 bits of an
    /// IPv6 address (RFC 4291 §2.5.4). A text that is not an address is returned as it is.
    package static func network(ofHost host: String) -> String {
        guard host.utf8.contains(0x3a), let bytes = bytes(ofNumericHost: host) else { return host }
        guard bytes.count == 16 else { return bytes.map { "\($0)" }.joined(separator: ".") }
        let groups = stride(from: 0, to: 8, by: 2).map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
        return groups.joined(separator: ":") + "::/64"
    }

    private static func bytes(ofNumericHost host: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, host, &bytes) == 1 { return Array(bytes.prefix(4)) }
        guard inet_pton(AF_INET6, host, &bytes) == 1 else { return nil }
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 255 && bytes[11] == 255
        return isMapped ? Array(bytes.suffix(4)) : bytes
    }
}
