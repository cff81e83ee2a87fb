import CLinux
import Glibc

/// An address of a socket: IPv4, IPv6 or a path in the file system.
public struct SocketAddress: Sendable {
    private var storage: sockaddr_storage
    private var length: socklen_t

    /// Passes the address as a `sockaddr` to a system call.
    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    var family: Int32 { Int32(storage.ss_family) }

    /// Takes the address that a system call fills in; nil if the call fails.
    init?(filledBy call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32) {
        storage = sockaddr_storage()
        length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, &length) }
        }
        guard result >= 0 else { return nil }
    }

    /// Makes the address of a socket in the file system; nil if the path is empty or has more than 107 bytes.
    public init?(unixPath path: String) {
        var address = sockaddr_un()
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path), !bytes.contains(0)
        else { return nil }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        storage = sockaddr_storage()
        length = socklen_t(MemoryLayout<sockaddr_un>.size)
        withUnsafeMutableBytes(of: &storage) { storage in
            withUnsafeBytes(of: &address) { storage.copyMemory(from: $0) }
        }
    }

    /// Returns the addresses of a host. `localhost` is always 127.0.0.1 and ::1, independent of the resolver.
    ///
    /// Blocks the thread if the name must be looked up. Numeric addresses and `localhost` never block.
    ///
    /// - Throws: `AddressError` with the resolver's reason.
    public static func resolve(host: String, port: UInt16) throws(AddressError) -> [SocketAddress] {
        if host == "localhost" {
            return try resolve(host: "127.0.0.1", port: port) + resolve(host: "::1", port: port)
        }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV | AI_PASSIVE
        var list: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(host, String(port), &hints, &list)
        guard result == 0 else {
            throw AddressError(host: host, reason: String(cString: gai_strerror(result)))
        }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let info = next?.pointee {
            if let address = info.ai_addr {
                addresses.append(SocketAddress(copying: address, length: info.ai_addrlen))
            }
            next = info.ai_next
        }
        guard !addresses.isEmpty else { throw AddressError(host: host, reason: "no address") }
        return addresses
    }

    /// Looks up a host without blocking the loop, and calls `completion` on the loop's thread: immediately if no lookup
    /// is needed.
    public static func resolve(
        host: String, port: UInt16, on loop: EventLoop,
        _ completion: @escaping @Sendable (Result<[SocketAddress], AddressError>) -> Void
    ) {
        let lookUp = { @Sendable in
            Result { () throws(AddressError) in try resolve(host: host, port: port) }
        }
        if host == "localhost" || AddressBlock(host) != nil { return completion(lookUp()) }
        BackgroundThread.run {
            let result = lookUp()
            loop.execute { completion(result) }
        }
    }

    private init(copying address: UnsafePointer<sockaddr>, length: socklen_t) {
        storage = sockaddr_storage()
        self.length = length
        withUnsafeMutableBytes(of: &storage) { storage in
            storage.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(length)))
        }
    }

    /// The port; 0 for a path. Setting it has no effect on a path.
    public var port: UInt16 {
        get {
            withUnsafeBytes(of: storage) { bytes in
                switch family {
                // Both families keep the port in the same place, in network order.
                case AF_INET, AF_INET6: UInt16(bytes[2]) << 8 | UInt16(bytes[3])
                default: 0
                }
            }
        }
        set {
            guard family == AF_INET || family == AF_INET6 else { return }
            withUnsafeMutableBytes(of: &storage) { bytes in
                bytes[2] = UInt8(newValue >> 8)
                bytes[3] = UInt8(newValue & 255)
            }
        }
    }

    /// The numeric host without the port; for a path, the path.
    public var host: String {
        if family == AF_UNIX {
            return withUnsafeBytes(of: storage) { bytes in
                String(decoding: bytes.dropFirst(2).prefix { $0 != 0 }, as: UTF8.self)
            }
        }
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let result = withPointer { getnameinfo($0, $1, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) }
        guard result == 0 else { return "?" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension SocketAddress: CustomStringConvertible {
    /// `127.0.0.1:3000`, `[::1]:3000`, or a path.
    public var description: String {
        switch family {
        case AF_INET6: "[\(host)]:\(port)"
        case AF_INET: "\(host):\(port)"
        default: host
        }
    }
}

/// The error of a host that has no address.
public struct AddressError: Error, Sendable, CustomStringConvertible {
    /// The host that was looked up.
    public let host: String
    /// The resolver's reason.
    public let reason: String

    package init(host: String, reason: String) {
        self.host = host
        self.reason = reason
    }

    /// The host and the reason.
    public var description: String { "no address for host '\(host)': \(reason)" }
}
