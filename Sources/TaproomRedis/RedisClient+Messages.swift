import TaproomNet

extension RedisClient {
    /// Publishes a message on a channel. Only current subscribers receive it.
    ///
    ///     try await redis.publish("room", "hello")
    ///
    /// - Parameters:
    ///   - channel: the channel's name. A channel need not be created, and belongs to no database.
    ///   - message: text, a number or bytes.
    /// - Returns: the number of subscribed connections to which this server has sent the message. An event loop
    ///   subscribes over one connection, however many subscriptions it has.
    /// - Throws: `RedisError`.
    @discardableResult
    public func publish(_ channel: String, _ message: any RedisArgument) async throws -> Int {
        try await command("PUBLISH", channel, message).int ?? 0
    }

    /// Subscribes to channels, and returns when Redis has confirmed the subscription.
    ///
    ///     for try await message in try await redis.subscribe(to: "room") {
    ///         print(message.text)
    ///     }
    ///
    /// All subscriptions of an event loop share one connection, which is not the connection for commands. Callers
    /// outside of an event loop share a connection of the client's own loop.
    ///
    /// - Parameters:
    ///   - channel: the channel's name.
    ///   - more: the names of further channels.
    ///   - bufferLimit: the most messages that wait to be read, at least one. If another message arrives, the oldest
    ///     one is dropped, and the reader learns how many were (`RedisMessage.missed`).
    /// - Throws: `RedisError`: `.unreachable` or `.timedOut` if Redis does not confirm within the client's time-out,
    ///   `.reply` if the user may not subscribe.
    @concurrent
    public func subscribe(
        to channel: String, _ more: String..., bufferLimit: Int = 256
    ) async throws -> RedisSubscription {
        let names = Set(([channel] + more).map { Array($0.utf8) })
        if let loop = EventLoop.current { return try await subscribe(to: names, bufferLimit, on: loop) }
        let loop = try startedOwnLoop()
        return try await loop.run { try await subscribe(to: names, bufferLimit, on: loop) }
    }

    /// Call it on the loop's thread.
    @concurrent
    private func subscribe(
        to names: Set<[UInt8]>, _ bufferLimit: Int, on loop: EventLoop
    ) async throws -> RedisSubscription {
        let buffer = MessageBuffer(limit: bufferLimit)
        let subscriber = connections.on(loop).subscriber
        try await subscriber.add(buffer, to: names)
        return RedisSubscription(SubscriptionLease(buffer, of: subscriber, client: self, loop: loop))
    }
}
