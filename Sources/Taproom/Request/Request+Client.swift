import TaproomHTTP
import TaproomNet

extension Request {
    /// Read without a copy of all settings.
    private var trustedProxies: TrustedProxies { context.settings.trustedProxies }

    /// Whether the request came over TLS, either directly or to a trusted proxy (`X-Forwarded-Proto`).
    public var isSecure: Bool {
        if connection.isSecure { return true }
        guard trustedProxies.contains(connection.peer) else { return false }
        return forwardedProtocol == "https"
    }

    /// The first value of `X-Forwarded-Proto` in lower case, whether the peer is a trusted proxy or not; nil for none.
    public var forwardedProtocol: String? {
        guard let value = header("x-forwarded-proto") else { return nil }
        let first = value.utf8.prefix { $0 != 0x2c }
        return first.split(separator: 0x20).first.map { String(Substring($0)).lowercased() }
    }

    /// The client's address. It is the peer's address, unless the peer is a trusted proxy: then it is the last address
    /// in `X-Forwarded-For` that is not a trusted proxy, or the first one if all are. Ports are removed. An element
    /// that is not an address, such as `unknown`, hides the elements before it.
    public var clientAddress: String {
        let peer = connection.peerHost
        guard trustedProxies.contains(connection.peer), let value = header("x-forwarded-for")
        else { return peer }
        return forwardedAddresses(value).last ?? peer
    }

    /// Returns the addresses that trusted proxies have added to the field, the nearest one to this server first, the
    /// client's last.
    private func forwardedAddresses(_ field: String) -> [String] {
        var addresses: [String] = []
        for element in field.utf8.split(separator: 0x2c).reversed() {
            guard let word = element.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 }).first else { continue }
            guard let address = Self.address(String(Substring(word))) else { break }
            addresses.append(address)
            if !trustedProxies.contains(host: address) { break }
        }
        return addresses
    }

    /// Returns an IP address without its port (RFC 7239 §6); nil if the text is anything else.
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
    /// The host of the request, with the port if the client sent one: from the request target or the Host field, or the
    /// last host in `X-Forwarded-Host` if a trusted proxy sent it. Empty if the client sent none (HTTP/1.0).
    public var host: String {
        if trustedProxies.contains(connection.peer), let value = header("x-forwarded-host"),
            let last = value.listElements.last.map({ String(Substring($0)) }), Host.isValid(last)
        {
            return last
        }
        return text(head.authority)
    }

    /// The host without the port. An IPv6 address has no brackets.
    public var hostname: String {
        let host = host.utf8
        if AddressBlock.isAddress(self.host) { return self.host }
        if host.first == 0x5b, let end = host.firstIndex(of: 0x5d) {
            return String(Substring(host[host.index(after: host.startIndex)..<end]))
        }
        guard let colon = host.lastIndex(of: 0x3a) else { return self.host }
        return String(Substring(host[..<colon]))
    }

    /// `https` if the request is secure (`isSecure`), otherwise `http`.
    public var scheme: String { isSecure ? "https" : "http" }

    /// The addresses through which the request came, the client's first, as far as trusted proxies have added them to
    /// `X-Forwarded-For`. If the peer is not a trusted proxy, only the peer's address.
    public var addresses: [String] {
        guard trustedProxies.contains(connection.peer), let value = header("x-forwarded-for")
        else { return [connection.peerHost] }
        return forwardedAddresses(value).reversed() + [connection.peerHost]
    }
}
