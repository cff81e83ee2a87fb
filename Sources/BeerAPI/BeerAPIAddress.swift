import FoundationEssentials

/// The URL of an API that names beers.
public struct BeerAPIAddress: Sendable {
    let url: String
    /// The URL without user and password, for people.
    public let description: String

    /// Nil for what is no http or https URL with a host.
    public init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), let parts = URL(string: text),
            let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https",
            let host = parts.host(), !host.isEmpty
        else { return nil }
        url = text
        let address = host.contains(":") ? "[\(host)]" : host
        description = "\(scheme)://\(address)\(parts.port.map { ":\($0)" } ?? "")\(parts.path())"
    }
}
