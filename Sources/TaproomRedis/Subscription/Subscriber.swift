/// One event loop's connection for messages, with the buffers of all its subscriptions. On the loop's thread.
///
/// Each channel is subscribed to once, however many read it. When the connection was lost, the channels are subscribed to
/// again on the next one, and the readers learn of it. One that is silently cut off is found out by a PING.
final class Subscriber: RedisConnectionObserver, @unchecked Sendable {
    private final class Reader {
        let buffer: MessageBuffer
        let channels: Set<[UInt8]>
        /// Whether Redis has confirmed its subscription.
        var isConfirmed = false

        init(_ buffer: MessageBuffer, _ channels: Set<[UInt8]>) {
            self.buffer = buffer
            self.channels = channels
        }
    }

    private let connection: RedisConnection
    private var readers: [ObjectIdentifier: Reader] = [:]
    /// Those of each channel.
    private var channels: [[UInt8]: [ObjectIdentifier: Reader]] = [:]
    private(set) lazy var heartbeat = Heartbeat(of: connection, every: Self.beat)

    private static let beat: UInt64 = 5_000_000_000

    init(_ connection: RedisConnection) {
        self.connection = connection
        connection.takesMessages = true
        connection.add(self)
    }

    deinit {
        for reader in readers.values { reader.buffer.fail(.unreachable("the server that it belonged to has ended")) }
    }

    // MARK: Readers

    /// Hands the messages of channels to a buffer; returns when Redis has confirmed it.
    func add(_ buffer: MessageBuffer, to names: Set<[UInt8]>) async throws {
        try connection.prepare()
        let reader = Reader(buffer, names)
        readers[ObjectIdentifier(buffer)] = reader
        for name in names { channels[name, default: [:]][ObjectIdentifier(buffer)] = reader }
        do {
            // Also where it is subscribed to already: that Redis answers tells that it is there.
            let replies = try await connection.send(names.map { name in { Self.write("SUBSCRIBE", name, &$0) } })
            for case .error(let message) in replies { throw RedisError.reply(message) }
            reader.isConfirmed = true
        } catch {
            remove(buffer)
            throw error
        }
        heartbeat.start()
    }

    /// Ends a subscription; does nothing where it has ended.
    func remove(_ buffer: MessageBuffer) {
        guard let reader = readers.removeValue(forKey: ObjectIdentifier(buffer)) else { return }
        if readers.isEmpty { heartbeat.stop() }
        for name in reader.channels {
            channels[name]?[ObjectIdentifier(buffer)] = nil
            guard channels[name]?.isEmpty == true else { continue }
            channels[name] = nil
            if connection.isReady {
                connection.send {
                    Self.write("UNSUBSCRIBE", name, &$0)
                } _: { _ in
                }
            }
        }
    }

    private static func write(_ command: String, _ channel: [UInt8], _ writer: inout CommandWriter) {
        writer.begin(2)
        writer.add(command)
        writer.add(channel)
    }

    // MARK: The connection

    func received(_ push: RedisValue, from connection: RedisConnection) {
        guard case .array(let parts) = push, parts.count == 3, case .bytes(let name) = parts[1],
            case .bytes(let bytes) = parts[2], let readers = channels[name]
        else { return }
        let message = RedisMessage(channel: String(decoding: name, as: UTF8.self), bytes: bytes)
        for reader in readers.values { reader.buffer.append(message) }
    }

    /// Subscribes again. Those that are not confirmed yet wait for a command of their own.
    func connectionIsReady(_ connection: RedisConnection) {
        for (name, readers) in channels {
            let interrupted = readers.values.filter(\.isConfirmed)
            guard !interrupted.isEmpty else { continue }
            connection.send {
                Self.write("SUBSCRIBE", name, &$0)
            } _: { [weak self] reply in
                // With no reply the connection is lost again, and the next one does this anew.
                guard let self, let reply else { return }
                for reader in interrupted { subscribed(reader, reply) }
            }
        }
    }

    private func subscribed(_ reader: Reader, _ reply: RedisValue) {
        guard case .error(let message) = reply else { return reader.buffer.noteDisconnection() }
        reader.buffer.fail(.reply(message))
        remove(reader.buffer)
    }
}
