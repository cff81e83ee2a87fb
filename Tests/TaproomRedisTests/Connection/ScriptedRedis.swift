import Dispatch
import Glibc
import Synchronization

@testable import TaproomNet

/// A listener that acts as Redis according to a script.
final class ScriptedRedis: Sendable {
    let port: Int
    private let listener: FileDescriptor
    private let accepted = Atomic(0)
    private let ended = Atomic(0)

    /// The number of connections so far.
    var connections: Int { accepted.load(ordering: .sequentiallyConsistent) }

    /// The reply to HELLO of a server that does not know it. It precedes all other replies of a handshake.
    static let hello = "-ERR unknown command 'HELLO'\r\n"

    /// One connection of the listener.
    final class Line {
        private let socket: Int32

        fileprivate init(_ socket: Int32) {
            self.socket = socket
        }

        /// Reads until a text has arrived. Returns the received text; nil at the end of the stream.
        @discardableResult
        func hear(_ text: String) -> String? {
            var all = ""
            var buffer = [UInt8](repeating: 0, count: 4096)
            while !all.contains(text) {
                let count = read(socket, &buffer, buffer.count)
                guard count > 0 else { return nil }
                all += String(decoding: buffer[..<count], as: UTF8.self)
            }
            return all
        }

        func say(_ text: String) {
            let bytes = Array(text.utf8)
            _ = send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }

        /// Sends the same text repeatedly, until the peer closes the connection.
        func keepSaying(_ text: String) {
            let bytes = Array(text.utf8)
            while send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) > 0 {}
        }

        /// Accepts the handshake as a master.
        func acceptHandshake() {
            let handshake = hear("PING") ?? ""
            say(hello + (handshake.contains("ROLE") ? "*3\r\n$6\r\nmaster\r\n:1\r\n*0\r\n" : "") + "+PONG\r\n")
        }

        /// Waits for a command, and replies with one byte. Returns the received text.
        @discardableResult
        func answer(_ command: String, _ byte: Character) -> String? {
            let heard = hear(command)
            say("$1\r\n\(byte)\r\n")
            return heard
        }

        /// Replies to each command, until the peer closes the connection.
        ///
        /// - Parameter reply: returns the reply in RESP to a command's words; nil to close the connection.
        func serve(_ reply: ([String]) -> String?) {
            var rest: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = read(socket, &buffer, buffer.count)
                guard count > 0 else { return }
                rest += buffer[..<count]
                while let (words, length) = Self.command(rest) {
                    rest.removeFirst(length)
                    guard let reply = reply(words) else { return }
                    say(reply)
                }
            }
        }

        /// Returns the first command and its length in bytes; nil if it is incomplete.
        private static func command(_ bytes: [UInt8]) -> (words: [String], length: Int)? {
            var position = 0
            func line() -> Int? {
                guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
                defer { position = end + 1 }
                return Int(String(decoding: bytes[position..<end].dropFirst().dropLast(), as: UTF8.self))
            }
            guard let count = line() else { return nil }
            var words: [String] = []
            for _ in 0..<count {
                guard let size = line(), position + size + 2 <= bytes.count else { return nil }
                words.append(String(decoding: bytes[position..<(position + size)], as: UTF8.self))
                position += size + 2
            }
            return (words, position)
        }

        /// Waits for the peer to close the connection.
        func hearNoMore() {
            var byte: UInt8 = 0
            while read(socket, &byte, 1) > 0 {}
        }

        /// Sends a last text, and closes the connection in the same segment.
        func sayLast(_ text: String) {
            var yes: Int32 = 1
            setsockopt(socket, Int32(IPPROTO_TCP), Int32(TCP_CORK), &yes, socklen_t(MemoryLayout<Int32>.size))
            say(text)
            shutdown(socket, Int32(SHUT_WR))
        }
    }

    /// - Parameters:
    ///   - host: the address to listen on.
    ///   - port: the port; 0 for a free one.
    ///   - servesAtOnce: whether connections are served concurrently, not one after another.
    ///   - script: called for each connection with its number, starting at 1. The connection ends when it returns.
    init(
        host: String = "127.0.0.1", port: Int = 0, servesAtOnce: Bool = false,
        _ script: @escaping @Sendable (_ number: Int, _ line: Line) -> Void
    ) throws {
        guard let address = try SocketAddress.resolve(host: host, port: UInt16(port)).first else {
            throw AddressError(host: host, reason: "no address")
        }
        let listener = FileDescriptor(socket(address.family, Int32(SOCK_STREAM.rawValue), 0))
        var yes: Int32 = 1
        setsockopt(listener.number, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard address.withPointer({ bind(listener.number, $0, $1) }) == 0, listen(listener.number, 16) == 0,
            let bound = SocketAddress(filledBy: { getsockname(listener.number, $0, $1) })
        else { throw SystemError("listen") }
        self.port = Int(bound.port)
        self.listener = listener
        let number = listener.number
        BackgroundThread.run { [self] in
            while true {
                let socket = accept(number, nil, nil)
                guard socket >= 0 else { return }
                let count = accepted.add(1, ordering: .sequentiallyConsistent).newValue
                let serve = { @Sendable in
                    script(count, Line(socket))
                    close(socket)
                    self.ended.add(1, ordering: .sequentiallyConsistent)
                }
                if servesAtOnce { BackgroundThread.run(serve) } else { serve() }
            }
        }
    }

    /// Accepts no more connections.
    func stop() {
        shutdown(listener.number, Int32(SHUT_RDWR))
    }

    /// The number of open connections.
    var openConnections: Int { connections - ended.load(ordering: .sequentiallyConsistent) }
}

/// An event for which one side of a test waits, and which the other side triggers.
final class Signal: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func give() {
        semaphore.signal()
    }

    /// Waits for the event. Call it on a thread that may block.
    func wait() {
        semaphore.wait()
    }
}
