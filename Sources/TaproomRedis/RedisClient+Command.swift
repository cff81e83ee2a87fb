extension RedisClient {
    /// Sends a command and returns its reply.
    ///
    ///     try await redis.command("SET", "motto", "hello", "EX", 60)
    ///     let motto = try await redis.command("GET", "motto").string
    ///
    /// Commands of one turn of an event loop leave in one write, so several that do not need each other's replies are best
    /// sent by `async let`. In a cluster a command goes where its first key is; several keys of one
    /// command must be in one slot. One without a key, such as DBSIZE, KEYS or FLUSHALL, goes to one of the masters.
    ///
    /// - Parameters:
    ///   - name: the command's first word.
    ///   - arguments: text, numbers or bytes.
    /// - Throws: `RedisError`: `.reply` where Redis answers with an error, `.notShared` for a command that would change or
    ///   hold up the connection for all requests (MULTI, SUBSCRIBE, SELECT, BLPOP …), and others where no reply came.
    ///   `subscribe(to:)` has a connection for it.
    @discardableResult
    public func command(_ name: String, _ arguments: any RedisArgument...) async throws -> RedisValue {
        try await command(name, arguments: arguments)
    }

    /// The same, for arguments whose number is not known in advance.
    @discardableResult
    public func command(_ name: String, arguments: [any RedisArgument]) async throws -> RedisValue {
        let arguments = arguments.map(\.redisArgument)
        if let command = UnsharedCommands.match(name, arguments) { throw RedisError.notShared(command) }
        let reply = try await send(CommandKeys.route(name.uppercased(), arguments)) { writer in
            writer.begin(1 + arguments.count)
            writer.add(name)
            for argument in arguments { writer.add(argument) }
        }
        if case .error(let message) = reply { throw RedisError.reply(message) }
        return reply
    }
}

/// What can be an argument of a Redis command.
public protocol RedisArgument: Sendable {
    /// The bytes that are sent.
    var redisArgument: [UInt8] { get }
}

extension RedisArgument where Self: StringProtocol {
    /// The text in UTF-8.
    public var redisArgument: [UInt8] { Array(utf8) }
}

extension RedisArgument where Self: CustomStringConvertible & Numeric {
    /// In decimal digits.
    public var redisArgument: [UInt8] { Array(description.utf8) }
}

extension String: RedisArgument {}
extension Substring: RedisArgument {}
extension Int: RedisArgument {}
extension Int64: RedisArgument {}
extension UInt64: RedisArgument {}
extension Double: RedisArgument {}

extension Array: RedisArgument where Element == UInt8 {
    /// The bytes themselves.
    public var redisArgument: [UInt8] { self }
}

extension ArraySlice: RedisArgument where Element == UInt8 {
    /// The bytes themselves.
    public var redisArgument: [UInt8] { Array(self) }
}
