import FoundationEssentials

/// The URL of an API that returns beers.
public struct BeerAPIAddress: Sendable {
    let url: String
    /// The URL without user and password, for messages.
    public let description: String

    /// Parses a URL; nil if it is not an http or https URL with a host, or if it has a port outside of 1 to 65535.
    public init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), let parts = URL(string: text),
            let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https",
            let host = parts.host(), !host.isEmpty, Self.hasUsualPort(text)
        else { return nil }
        url = text
        let address = host.contains(":") ? "[\(host)]" : host
        description = "\(scheme)://\(address)\(parts.port.map { ":\($0)" } ?? "")\(parts.path())"
    }

    /// Whether the port, if there is one, is from 1 to 65535. It is read from the text, because the URL parser ignores
    /// a number that is too large for it.
    private static func hasUsualPort(_ url: String) -> Bool {
        let afterScheme = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).last ?? ""
        let authority = afterScheme.prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@").last ?? ""
        guard let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") else { return true }
        let port = host[colon...].dropFirst()
        return port.isEmpty || UInt16(port).map { $0 > 0 } == true
    }
}
