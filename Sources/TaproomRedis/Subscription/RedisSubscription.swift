import TaproomNet

/// The messages of channels, as they come, from `RedisClient.subscribe` on.
///
///     for try await message in try await redis.subscribe(to: "room") {
///         print(message.text)
///     }
///
/// The loop waits for the next message until its task is cancelled, or it is left. That unsubscribes. While the connection
/// to Redis is lost the loop goes on waiting: it is made anew, the channels are subscribed to again, and the next message
/// says that others may have been missed. `events` tells that at once.
///
/// One task reads it. Where several do, each message goes to one of them.
public struct RedisSubscription: AsyncSequence, Sendable {
    /// A message.
    public typealias Element = RedisMessage

    private let lease: SubscriptionLease

    init(_ lease: SubscriptionLease) {
        self.lease = lease
    }

    /// What reads the messages.
    public func makeAsyncIterator() -> Iterator {
        Iterator(lease: lease)
    }

    /// Reads the messages.
    public struct Iterator: AsyncIteratorProtocol {
        let lease: SubscriptionLease

        /// The next message; nil when the task has been cancelled.
        ///
        /// - Throws: `RedisError` where Redis has refused to subscribe again, and for a subscription of a server's handler
        ///   that has outlived the server.
        public mutating func next() async throws -> RedisMessage? {
            try await lease.next { $0.takeMessage() }
        }
    }

    /// The messages, and between them what may have been missed, as soon as that is known.
    ///
    ///     for try await event in try await redis.subscribe(to: "prices").events {
    ///         switch event {
    ///         case .message(let message): show(message.text)
    ///         case .missed: try await loadAll()
    ///         }
    ///     }
    public var events: Events { Events(lease: lease) }

    /// A message, or that there may have been some.
    public enum Event: Sendable, Equatable {
        /// A message. Its `missed` is nil.
        case message(RedisMessage)
        /// Some may have been missed; the subscription stands again.
        case missed(RedisMessage.Missed)
    }

    /// The messages of a subscription, and what may have been missed.
    public struct Events: AsyncSequence, Sendable {
        /// A message, or that there may have been some.
        public typealias Element = Event

        let lease: SubscriptionLease

        /// What reads the events.
        public func makeAsyncIterator() -> Iterator {
            Iterator(lease: lease)
        }

        /// Reads the events.
        public struct Iterator: AsyncIteratorProtocol {
            let lease: SubscriptionLease

            /// The next event; nil when the task has been cancelled.
            ///
            /// - Throws: as the iterator of the messages.
            public mutating func next() async throws -> Event? {
                try await lease.next { $0.takeEvent() }
            }
        }
    }
}

/// What a reader holds of its subscription, which ends with the last reference.
final class SubscriptionLease: Sendable {
    private let buffer: MessageBuffer
    /// Which keeps the loop of callers that are on none.
    private let client: RedisClient
    private let loop: EventLoop
    /// Not kept: it ends with its loop.
    private weak let subscriber: Subscriber?

    init(_ buffer: MessageBuffer, of subscriber: Subscriber, client: RedisClient, loop: EventLoop) {
        self.buffer = buffer
        self.subscriber = subscriber
        self.client = client
        self.loop = loop
    }

    deinit {
        unsubscribe()
    }

    /// Waits for what `take` takes out of the buffer.
    ///
    /// - Returns: nil when the task has been cancelled.
    func next<Value>(_ take: @Sendable (inout MessageBuffer.Contents) -> Value?) async throws -> Value? {
        try await withTaskCancellationHandler {
            try await buffer.next(take)
        } onCancel: {
            buffer.end()
            unsubscribe()
        }
    }

    private func unsubscribe() {
        loop.execute { [weak subscriber, buffer] in subscriber?.remove(buffer) }
    }
}
