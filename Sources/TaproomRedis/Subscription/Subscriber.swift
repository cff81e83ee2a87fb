/// An event loop's connection for messages, and the buffers of its subscriptions. Used on the loop's thread only.
///
/// Each channel is subscribed to once, no matter how many readers it has. If the connection is lost, the next one
/// subscribes to the channels again, and the readers are told. A heartbeat detects a connection that was cut off
/// silently.
final class Subscriber: RedisConnectionObserver, @unchecked Sendable {
    private final class Reader {
        let buffer: MessageBuffer
        let channels: Set<[UInt8]>
        /// Whether Redis has confirmed the reader's subscription.
        var isConfirmed = false

        init(_ buffer: MessageBuffer, _ channels: Set<[UInt8]>) {
            self.buffer = buffer
            self.channels = channels
        }
    }

    private let connection: RedisConnection
    private var readers: [ObjectIdentifier: Reader] = [:]
    /// The readers of each channel.
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

    /// Adds a reader of channels. Returns when Redis has confirmed the subscription.
    ///
    /// - Throws: `RedisError` if Redis does not confirm it.
    func add(_ buffer: MessageBuffer, to names: Set<[UInt8]>) async throws {
        try connection.prepare()
        let reader = Reader(buffer, names)
        readers[ObjectIdentifier(buffer)] = reader
        for name in names { channels[name, default: [:]][ObjectIdentifier(buffer)] = reader }
        do {
            // This is sent even if the channel is already subscribed to, because the reply shows that Redis is there.
            let replies = try await connection.send(names.map { name in { Self.write("SUBSCRIBE", name, &$0) } })
            for case .error(let message) in replies { throw RedisError.reply(message) }
            reader.isConfirmed = true
        } catch {
            remove(buffer)
            throw error
        }
        heartbeat.start()
    }

    /// Ends a subscription. Does nothing if it has already ended.
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

    /// Subscribes to the channels again. A reader without confirmation waits for a command of its own.
    func connectionIsReady(_ connection: RedisConnection) {
        for (name, readers) in channels {
            let interrupted = readers.values.filter(\.isConfirmed)
            guard !interrupted.isEmpty else { continue }
            connection.send {
                Self.write("SUBSCRIBE", name, &$0)
            } _: { [weak self] reply in
                // Without a reply, the connection has been lost again, and the next one subscribes again.
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
