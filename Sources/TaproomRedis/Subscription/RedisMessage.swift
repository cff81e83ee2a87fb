/// A message of a channel.
public struct RedisMessage: Sendable, Equatable {
    /// The channel that it was published on.
    public let channel: String
    /// Its bytes.
    public let bytes: [UInt8]
    /// What may have been missed before it; nil for nothing.
    public internal(set) var missed: Missed?

    /// Its bytes as UTF-8. What is not UTF-8 becomes U+FFFD.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// What a subscription did not get.
    public struct Missed: Sendable, Equatable {
        /// How many messages were dropped because the reader was slow.
        public internal(set) var dropped = 0
        /// Whether the connection to Redis was lost meanwhile, and made anew. What was published in between is gone; how
        /// much it was is not known.
        public internal(set) var wasDisconnected = false

        /// What was missed by this, and then by another.
        func joined(with other: Missed?) -> Missed {
            guard let other else { return self }
            return Missed(
                dropped: dropped + other.dropped, wasDisconnected: wasDisconnected || other.wasDisconnected)
        }
    }
}
