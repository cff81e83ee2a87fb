extension RedisClient {
    /// Sends a command and returns its reply.
    ///
    ///     try await redis.command("SET", "motto", "hello", "EX", 60)
    ///     let motto = try await redis.command("GET", "motto").string
    ///
    /// The commands of one turn of an event loop are sent in one write. Send several commands that do not depend on
    /// each other's replies by `async let`. In a cluster, a command is sent to the node that serves its first key, and
    /// all keys of one command must be in one slot. A command without a key, such as DBSIZE, KEYS or FLUSHALL, is sent
    /// to one of the masters.
    ///
    /// - Parameters:
    ///   - name: the command's first word.
    ///   - arguments: text, numbers or bytes.
    /// - Throws: `RedisError`: `.reply` if Redis replies with an error. `.notShared` for a command that would change or
    ///   block the connection that all requests share (MULTI, SUBSCRIBE, SELECT, BLPOP …); to subscribe, use
    ///   `subscribe(to:)`. Other errors if no reply arrived.
    @discardableResult
    public func command(_ name: String, _ arguments: any RedisArgument...) async throws -> RedisValue {
        try await command(name, arguments: arguments)
    }

    /// Sends a command with any number of arguments, and returns its reply.
    ///
    /// - Throws: the errors of `command(_:_:)`.
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

/// A value that can be an argument of a Redis command.
public protocol RedisArgument: Sendable {
    /// The bytes to send.
    var redisArgument: [UInt8] { get }
}

extension RedisArgument where Self: StringProtocol {
    /// The text in UTF-8.
    public var redisArgument: [UInt8] { Array(utf8) }
}

extension RedisArgument where Self: CustomStringConvertible & Numeric {
    /// The number in decimal digits.
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
