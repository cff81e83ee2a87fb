import FoundationEssentials

/// The URL of an API that names beers.
public struct BeerAPIAddress: Sendable {
    let url: String
    /// The URL without user and password, for people.
    public let description: String

    /// Nil for what is no http or https URL with a host, and a port from 1 to 65535 if any.
    public init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), let parts = URL(string: text),
            let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https",
            let host = parts.host(), !host.isEmpty, Self.hasUsualPort(text)
        else { return nil }
        url = text
        let address = host.contains(":") ? "[\(host)]" : host
        description = "\(scheme)://\(address)\(parts.port.map { ":\($0)" } ?? "")\(parts.path())"
    }

    /// Read from the text: of a number that is too large for it the parser says that there is none.
    private static func hasUsualPort(_ url: String) -> Bool {
        let afterScheme = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).last ?? ""
        let authority = afterScheme.prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@").last ?? ""
        guard let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") else { return true }
        let port = host[colon...].dropFirst()
        return port.isEmpty || UInt16(port).map { $0 > 0 } == true
    }
}
