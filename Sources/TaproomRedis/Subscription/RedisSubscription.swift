import TaproomNet

/// The messages of channels, in the order in which they arrive. `RedisClient.subscribe` returns it.
///
///     for try await message in try await redis.subscribe(to: "room") {
///         print(message.text)
///     }
///
/// The `for` loop waits for messages until its task is cancelled or it is left, which ends the subscription. If the
/// connection to Redis is lost, the loop goes on waiting: the client connects and subscribes again, and the next
/// message says that others may have been missed. `events` says so immediately.
///
/// One task should read a subscription. If several tasks do, each message goes to one of them.
public struct RedisSubscription: AsyncSequence, Sendable {
    /// A message.
    public typealias Element = RedisMessage

    private let lease: SubscriptionLease

    init(_ lease: SubscriptionLease) {
        self.lease = lease
    }

    /// Returns an iterator over the messages.
    public func makeAsyncIterator() -> Iterator {
        Iterator(lease: lease)
    }

    /// An iterator over the messages.
    public struct Iterator: AsyncIteratorProtocol {
        let lease: SubscriptionLease

        /// Returns the next message; nil when the task has been cancelled.
        ///
        /// - Throws: `RedisError` if Redis has refused to subscribe again, or the subscription of a handler has
        ///   outlived its server.
        public mutating func next() async throws -> RedisMessage? {
            try await lease.next { $0.takeMessage() }
        }
    }

    /// The messages, and between them what may have been missed, as soon as it is known.
    ///
    ///     for try await event in try await redis.subscribe(to: "prices").events {
    ///         switch event {
    ///         case .message(let message): show(message.text)
    ///         case .missed: try await loadAll()
    ///         }
    ///     }
    public var events: Events { Events(lease: lease) }

    /// A message, or a report of what may have been missed.
    public enum Event: Sendable, Equatable {
        /// A message. Its `missed` is nil.
        case message(RedisMessage)
        /// Messages may have been missed. The subscription is active again.
        case missed(RedisMessage.Missed)
    }

    /// The events of a subscription: messages, and what may have been missed.
    public struct Events: AsyncSequence, Sendable {
        /// A message, or a report of what may have been missed.
        public typealias Element = Event

        let lease: SubscriptionLease

        /// Returns an iterator over the events.
        public func makeAsyncIterator() -> Iterator {
            Iterator(lease: lease)
        }

        /// An iterator over the events.
        public struct Iterator: AsyncIteratorProtocol {
            let lease: SubscriptionLease

            /// Returns the next event; nil when the task has been cancelled.
            ///
            /// - Throws: the errors of the iterator over the messages.
            public mutating func next() async throws -> Event? {
                try await lease.next { $0.takeEvent() }
            }
        }
    }
}

/// A subscription that is being read. It ends with the last reference to this object.
final class SubscriptionLease: Sendable {
    private let buffer: MessageBuffer
    /// Keeps the client's own event loop alive, which serves callers outside of a loop.
    private let client: RedisClient
    private let loop: EventLoop
    /// Weak, because the subscriber ends with its event loop.
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

    /// Waits until `take` returns a value of the buffer.
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
