import COpenSSL
import Synchronization

/// The keys that encrypt session tickets (RFC 5077 §4). All event loops share them. The first one encrypts, all
/// decrypt.
///
/// Keys made by the process are replaced regularly. Those of a file change with the file, so that several servers
/// accept each other's tickets.
package final class TicketKeys: Sendable {
    /// A key: a name of 16 bytes, 32 bytes for AES-256 and 32 bytes for HMAC-SHA256.
    struct Key: Sendable, Equatable {
        static let length = 80

        let bytes: [UInt8]

        var name: ArraySlice<UInt8> { bytes[..<16] }
        var encryption: [UInt8] { Array(bytes[16..<48]) }
        var authentication: [UInt8] { Array(bytes[48...]) }

        static func random() throws(TLSError) -> Key {
            var bytes = [UInt8](repeating: 0, count: length)
            guard RAND_priv_bytes(&bytes, Int32(length)) == 1 else { throw .last("make a key for session tickets") }
            return Key(bytes: bytes)
        }
    }

    private struct State {
        var keys: [Key]
        /// When the first key began to encrypt, in seconds of the monotonic clock.
        var since: UInt64
    }

    /// The seconds for which a key encrypts.
    package static let period: UInt64 = 12 * 3600
    /// The seconds for which a ticket is accepted. A key is kept that long after it has stopped encrypting.
    package static let lifetime = 24 * 3600
    private static let keptKeys = 3

    /// The path of the file; nil for keys made by the process.
    private let file: String?
    private let clock: @Sendable () -> UInt64
    private let state: Mutex<State>

    /// - Parameters:
    ///   - file: a file of keys of 80 bytes each, the first of which encrypts; nil to make keys.
    ///   - clock: monotonic seconds.
    /// - Throws: `TLSError` if the file can't be read or holds no keys.
    package init(
        file: String? = nil, clock: @escaping @Sendable () -> UInt64 = { Clock.monotonic() / 1_000_000_000 }
    ) throws(TLSError) {
        self.file = file
        self.clock = clock
        let keys = if let file { try Self.read(file) } else { [try Key.random()] }
        state = Mutex(State(keys: keys, since: clock()))
    }

    /// Reads the file again, if there is one.
    ///
    /// - Throws: `TLSError`. Then the keys stay as they are.
    package func reload() throws(TLSError) {
        guard let file else { return }
        let keys = try Self.read(file)
        state.withLock { $0.keys = keys }
    }

    private static func read(_ path: String) throws(TLSError) -> [Key] {
        let bytes = try TLSCredentials.bytes(of: path)
        guard !bytes.isEmpty, bytes.count.isMultiple(of: Key.length) else {
            throw TLSError("\(path) must hold ticket keys of \(Key.length) bytes each, and has \(bytes.count) bytes")
        }
        return stride(from: 0, to: bytes.count, by: Key.length).map { Key(bytes: Array(bytes[$0..<($0 + Key.length)])) }
    }

    // MARK: Use

    /// Returns the key that encrypts now.
    func current() -> Key? {
        state.withLock { state in
            if file == nil { rotate(&state) }
            return state.keys.first
        }
    }

    /// Returns the key with a name, and whether it still encrypts; nil if there is none.
    func key(named name: UnsafeBufferPointer<UInt8>) -> (key: Key, isCurrent: Bool)? {
        state.withLock { state in
            if file == nil { rotate(&state) }
            guard let index = state.keys.firstIndex(where: { $0.name.elementsEqual(name) }) else { return nil }
            return (state.keys[index], index == 0)
        }
    }

    /// Replaces the first key when its period is over. If no random key can be made, the old one stays.
    private func rotate(_ state: inout State) {
        let now = clock()
        guard now >= state.since + Self.period, let key = try? Key.random() else { return }
        let periods = Int((now - state.since) / Self.period)
        state.keys = [key] + state.keys.prefix(max(0, Self.keptKeys - periods))
        state.since = now
    }
}
