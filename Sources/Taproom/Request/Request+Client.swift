import TaproomHTTP
import TaproomNet

extension Request {
    /// Whether the request came over TLS, or a trusted proxy says that it did (`X-Forwarded-Proto`).
    public var isSecure: Bool {
        if connection.isSecure { return true }
        guard context.settings.trustedProxies.contains(connection.peer) else { return false }
        return forwardedProtocol == "https"
    }

    /// The first value of `X-Forwarded-Proto`, in lower case.
    public var forwardedProtocol: String? {
        guard let value = header("x-forwarded-proto") else { return nil }
        let first = value.utf8.prefix { $0 != 0x2c }
        return first.split(separator: 0x20).first.map { String(Substring($0)).lowercased() }
    }

    /// The client's address: the connection's, or what a trusted proxy says in `X-Forwarded-For`: the last
    /// address there that is no trusted proxy itself. A port behind an address is left out; what is no address, such as
    /// `unknown`, hides what is before it.
    public var clientAddress: String {
        let peer = connection.peerHost
        guard settings.trustedProxies.contains(connection.peer), let value = header("x-forwarded-for")
        else { return peer }
        return forwardedAddresses(value).last ?? peer
    }

    /// The addresses that trusted proxies vouch for, from the one that is nearest to this server to the client's.
    private func forwardedAddresses(_ field: String) -> [String] {
        var addresses: [String] = []
        for element in field.utf8.split(separator: 0x2c).reversed() {
            guard let word = element.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 }).first else { continue }
            guard let address = Self.address(String(Substring(word))) else { break }
            addresses.append(address)
            if !settings.trustedProxies.contains(host: address) { break }
        }
        return addresses
    }

    /// An IP address, with or without a port (RFC 7239 §6); nil for anything else.
    private static func address(_ text: String) -> String? {
        if AddressBlock.isAddress(text) { return text }
        var host = text.utf8[...]
        if host.first == 0x5b {
            guard let end = host.firstIndex(of: 0x5d) else { return nil }
            let port = host[host.index(after: end)...]
            guard port.isEmpty || isPort(port) else { return nil }
            host = host[host.index(after: host.startIndex)..<end]
            guard host.contains(0x3a) else { return nil }
        } else {
            guard let colon = host.firstIndex(of: 0x3a), isPort(host[colon...]) else { return nil }
            host = host[..<colon]
        }
        let address = String(Substring(host))
        return AddressBlock.isAddress(address) ? address : nil
    }

    private static func isPort(_ text: Substring.UTF8View) -> Bool {
        text.first == 0x3a && 1...5 ~= text.dropFirst().count && text.dropFirst().allSatisfy { 0x30...0x39 ~= $0 }
    }

    /// The media type of the content, in lower case and without parameters.
    public var contentType: String? {
        guard let value = header("content-type") else { return nil }
        return String(Substring(value.utf8.prefix { $0 != 0x3b && $0 != 0x20 && $0 != 0x09 })).lowercased()
    }
}

extension Request {
    /// The host that the client asked, with the port where it named one: of the request target or the field Host, or the last
    /// one that a trusted proxy names in `X-Forwarded-Host`. Empty where the client named none (HTTP/1.0).
    public var host: String {
        if settings.trustedProxies.contains(connection.peer), let value = header("x-forwarded-host"),
            let last = value.listElements.last.map({ String(Substring($0)) }), Host.isValid(last)
        {
            return last
        }
        return text(head.authority)
    }

    /// The host without a port, an IPv6 address without brackets.
    public var hostname: String {
        let host = host.utf8
        if AddressBlock.isAddress(self.host) { return self.host }
        if host.first == 0x5b, let end = host.firstIndex(of: 0x5d) {
            return String(Substring(host[host.index(after: host.startIndex)..<end]))
        }
        guard let colon = host.lastIndex(of: 0x3a) else { return self.host }
        return String(Substring(host[..<colon]))
    }

    /// `https` where the request came over TLS, or a trusted proxy says that it did, else `http`.
    public var scheme: String { isSecure ? "https" : "http" }

    /// The addresses that the request came through, the client's own first, as far as trusted proxies vouch for them
    /// (`X-Forwarded-For`); the connection's alone where none is trusted.
    public var addresses: [String] {
        guard settings.trustedProxies.contains(connection.peer), let value = header("x-forwarded-for")
        else { return [connection.peerHost] }
        return forwardedAddresses(value).reversed() + [connection.peerHost]
    }
}
