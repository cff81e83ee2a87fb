import TaproomNet

extension RedisClient {
    /// Sends a message to all who subscribe to a channel at this moment; nobody gets it later.
    ///
    ///     try await redis.publish("room", "hello")
    ///
    /// - Parameters:
    ///   - channel: its name. Channels need not be made, and belong to no database.
    ///   - message: text, a number or bytes.
    /// - Returns: how many connections of subscribers this Redis has sent it to. A server's event loop has one connection,
    ///   however many subscriptions it has.
    /// - Throws: `RedisError`.
    @discardableResult
    public func publish(_ channel: String, _ message: any RedisArgument) async throws -> Int {
        try await command("PUBLISH", channel, message).int ?? 0
    }

    /// Subscribes to channels, and returns when Redis has confirmed it.
    ///
    ///     for try await message in try await redis.subscribe(to: "room") {
    ///         print(message.text)
    ///     }
    ///
    /// All subscriptions of an event loop share one connection, which is not that of the commands. A caller that is on no
    /// event loop shares the connection of the client's own.
    ///
    /// - Parameters:
    ///   - channel: its name.
    ///   - more: the names of further channels.
    ///   - bufferLimit: the most messages that wait to be read, at least one. When another one comes the oldest is dropped,
    ///     and the reader learns how many were (`RedisMessage.missed`).
    /// - Throws: `RedisError`: `.unreachable` or `.timedOut` where Redis does not confirm within the client's time-out,
    ///   `.reply` where its user may not subscribe.
    @concurrent
    public func subscribe(
        to channel: String, _ more: String..., bufferLimit: Int = 256
    ) async throws -> RedisSubscription {
        let names = Set(([channel] + more).map { Array($0.utf8) })
        if let loop = EventLoop.current { return try await subscribe(to: names, bufferLimit, on: loop) }
        let loop = try startedOwnLoop()
        return try await loop.run { try await subscribe(to: names, bufferLimit, on: loop) }
    }

    /// On the loop's thread.
    @concurrent
    private func subscribe(
        to names: Set<[UInt8]>, _ bufferLimit: Int, on loop: EventLoop
    ) async throws -> RedisSubscription {
        let buffer = MessageBuffer(limit: bufferLimit)
        let subscriber = connections(on: loop).subscriber
        try await subscriber.add(buffer, to: names)
        return RedisSubscription(SubscriptionLease(buffer, of: subscriber, client: self, loop: loop))
    }
}
