import CHiredis

/// Parses the replies of Redis with the reader of hiredis, which calls back for each element. The replies are built as
/// Swift values at once, without hiredis's reply objects in between.
///
/// This is one of the places for unsafe code, because hiredis works on C pointers. A pointer is only valid during one
/// call to hiredis.
final class ReplyReader {
    private let reader: UnsafeMutablePointer<redisReader>
    private let limit: Int
    /// An array under construction, and its place in the outer array. The handle that hiredis gets for it is its index
    /// in `arrays` plus one.
    private struct PartialArray {
        var elements: [RedisValue] = []
        let parent: Int
        let index: Int
        let depth: Int
    }

    private var arrays: [PartialArray] = []
    private var root = RedisValue.null
    /// The bytes and elements of the reply that is being read.
    private var received = 0
    private var elements = 0
    private var isTooLarge = false

    private static let deepest = 32
    private static let longestLine = 64 * 1024
    /// The most bytes of an error that are kept, because errors are logged.
    private static let longestError = 1024
    /// The bytes of memory that an element takes, even if it is shorter on the wire.
    private static let elementSize = 64

    /// - Parameter limit: the most bytes of a reply. It also limits the elements: one for each 64 bytes, but at least
    ///   1024.
    init(limit: Int) throws(RedisError) {
        guard let reader = redisReaderCreateWithFunctions(Self.functions) else {
            throw .badProtocol("out of memory")
        }
        self.reader = reader
        self.limit = limit
        reader.pointee.privdata = Unmanaged.passUnretained(self).toOpaque()
    }

    deinit {
        redisReaderFree(reader)
    }

    /// Adds received bytes.
    ///
    /// - Parameter count: how many of the bytes are used, from the first one.
    func feed(_ bytes: [UInt8], count: Int) throws(RedisError) {
        let result = bytes.withUnsafeBytes { bytes in
            redisReaderFeed(reader, bytes.bindMemory(to: CChar.self).baseAddress, count)
        }
        guard result == REDIS_OK else { throw failure }
        received += count
    }

    /// The number of bytes received of an incomplete reply.
    var unfinished: Int { received }

    /// Returns the next complete reply; nil if there is none yet.
    ///
    /// - Throws: `RedisError.badProtocol`, or `.replyTooLarge` as soon as the reply exceeds a limit.
    func next() throws(RedisError) -> RedisValue? {
        var reply: UnsafeMutableRawPointer?
        guard redisReaderGetReply(reader, &reply) == REDIS_OK else { throw failure }
        guard reply != nil else {
            if received > limit { throw .replyTooLarge(limit: limit) }
            if hasEndlessLine { throw .badProtocol("a line that does not end") }
            return nil
        }
        // The bytes behind the reply belong to the next ones.
        received = reader.pointee.len - reader.pointee.pos
        elements = 0
        if arrays.isEmpty { return exchange(&root, with: .null) }
        defer { arrays.removeAll(keepingCapacity: true) }
        return assembled()
    }

    /// Whether a status, an error, an integer or an array's length is longer than any valid one. hiredis searches for
    /// the line's end from its beginning each time, so an endless line would cost quadratic time.
    private var hasEndlessLine: Bool {
        guard reader.pointee.ridx >= 0, reader.pointee.len > reader.pointee.pos + Self.longestLine else { return false }
        let type = withUnsafeBytes(of: reader.pointee.rstack) { tasks in
            tasks.bindMemory(to: redisReadTask.self)[Int(reader.pointee.ridx)].type
        }
        return [REDIS_REPLY_STATUS, REDIS_REPLY_ERROR, REDIS_REPLY_INTEGER, REDIS_REPLY_ARRAY].contains(type)
    }

    private var failure: RedisError {
        if isTooLarge { return .replyTooLarge(limit: limit) }
        let message = withUnsafeBytes(of: reader.pointee.errstr) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return .badProtocol(message)
    }

    /// Inner arrays come behind the outer ones in `arrays`, so they are inserted from the last to the first.
    private func assembled() -> RedisValue {
        for index in stride(from: arrays.count - 1, to: 0, by: -1) {
            let array = arrays[index]
            arrays[array.parent].elements[array.index] = .array(array.elements)
        }
        return .array(arrays[0].elements)
    }

    private func add(_ value: RedisValue, _ task: UnsafePointer<redisReadTask>) -> UnsafeMutableRawPointer? {
        guard countElement() else { return nil }
        guard let parent = task.pointee.parent?.pointee.obj else {
            root = value
            return Self.handle(1)
        }
        arrays[Int(bitPattern: parent) - 1].elements.append(value)
        return Self.handle(1)
    }

    private func beginArray(_ task: UnsafePointer<redisReadTask>) -> UnsafeMutableRawPointer? {
        guard countElement() else { return nil }
        guard let parent = task.pointee.parent?.pointee.obj else {
            arrays.append(PartialArray(parent: 0, index: 0, depth: 1))
            return Self.handle(arrays.count)
        }
        let outer = Int(bitPattern: parent) - 1
        let array = PartialArray(
            parent: outer, index: arrays[outer].elements.count, depth: arrays[outer].depth + 1)
        guard array.depth <= Self.deepest else {
            isTooLarge = true
            return nil
        }
        arrays[outer].elements.append(.null)
        arrays.append(array)
        return Self.handle(arrays.count)
    }

    /// - Returns: false if the reply has too many elements. hiredis then stops.
    private func countElement() -> Bool {
        elements += 1
        if elements > 1024, elements > limit / Self.elementSize { isTooLarge = true }
        return !isTooLarge
    }

    /// hiredis treats the handle as a pointer to its object, but only passes it back.
    private static func handle(_ number: Int) -> UnsafeMutableRawPointer? {
        UnsafeMutableRawPointer(bitPattern: number)
    }

    private static func reader(of task: UnsafePointer<redisReadTask>) -> ReplyReader? {
        task.pointee.privdata.map { Unmanaged<ReplyReader>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Never modified after initialization, and lives as long as the process.
    nonisolated(unsafe) private static let functions: UnsafeMutablePointer<redisReplyObjectFunctions> = {
        let functions = UnsafeMutablePointer<redisReplyObjectFunctions>.allocate(capacity: 1)
        functions.initialize(to: redisReplyObjectFunctions())
        functions.pointee.createString = { task, text, length in
            guard let task, let reader = ReplyReader.reader(of: task) else { return nil }
            let bytes = UnsafeRawBufferPointer(start: text, count: length)
            return switch task.pointee.type {
            case REDIS_REPLY_STATUS: reader.add(.status(String(decoding: bytes, as: UTF8.self)), task)
            case REDIS_REPLY_ERROR:
                reader.add(.error(String(decoding: bytes.prefix(ReplyReader.longestError), as: UTF8.self)), task)
            default: reader.add(.bytes(Array(bytes)), task)
            }
        }
        functions.pointee.createArray = { task, _ in
            guard let task, let reader = ReplyReader.reader(of: task) else { return nil }
            return reader.beginArray(task)
        }
        functions.pointee.createInteger = { task, value in
            guard let task, let reader = ReplyReader.reader(of: task) else { return nil }
            return reader.add(.integer(Int(value)), task)
        }
        functions.pointee.createNil = { task in
            guard let task, let reader = ReplyReader.reader(of: task) else { return nil }
            return reader.add(.null, task)
        }
        functions.pointee.freeObject = { _ in }
        return functions
    }()
}
