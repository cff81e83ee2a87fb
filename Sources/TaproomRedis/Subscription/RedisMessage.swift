/// A message that was published on a channel.
public struct RedisMessage: Sendable, Equatable {
    /// The channel's name.
    public let channel: String
    /// The content of the message.
    public let bytes: [UInt8]
    /// What may have been missed before this message; nil for nothing.
    public internal(set) var missed: Missed?

    /// The content as UTF-8. Bytes that are not UTF-8 become U+FFFD.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// What a subscription has missed.
    public struct Missed: Sendable, Equatable {
        /// The number of messages that were dropped because the reader was slow.
        public internal(set) var dropped = 0
        /// Whether the connection to Redis was lost and has been established again. Messages that were published
        /// meanwhile are lost, and their number is not known.
        public internal(set) var wasDisconnected = false

        /// Returns what was missed in total, by this and by another.
        func joined(with other: Missed?) -> Missed {
            guard let other else { return self }
            return Missed(
                dropped: dropped + other.dropped, wasDisconnected: wasDisconnected || other.wasDisconnected)
        }
    }
}
