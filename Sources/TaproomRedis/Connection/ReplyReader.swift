import CHiredis

/// Takes Redis's replies apart with hiredis's reader, which calls back for each element; the replies are built
/// as Swift values at once, without hiredis's own reply objects in between.
///
/// One of the rooms for `unsafe` code: hiredis works on C pointers. They live as long as one call into it.
final class ReplyReader {
    private let reader: UnsafeMutablePointer<redisReader>
    /// The elements of arrays under construction; an array's handle is its position here plus one.
    private var arrays: [[RedisValue]] = []
    private var parents: [Int] = []
    private var root = RedisValue.null

    init() throws(RedisError) {
        guard let reader = redisReaderCreateWithFunctions(Self.functions) else {
            throw .badProtocol("out of memory")
        }
        self.reader = reader
        reader.pointee.privdata = Unmanaged.passUnretained(self).toOpaque()
    }

    deinit {
        redisReaderFree(reader)
    }

    /// Takes in `count` bytes of what was received.
    func feed(_ bytes: [UInt8], count: Int) throws(RedisError) {
        let result = bytes.withUnsafeBytes { bytes in
            redisReaderFeed(reader, bytes.bindMemory(to: CChar.self).baseAddress, count)
        }
        guard result == REDIS_OK else { throw failure }
    }

    /// The next whole reply, or nil where there is none yet.
    func next() throws(RedisError) -> RedisValue? {
        var reply: UnsafeMutableRawPointer?
        guard redisReaderGetReply(reader, &reply) == REDIS_OK else { throw failure }
        guard reply != nil else { return nil }
        if arrays.isEmpty { return exchange(&root, with: .null) }
        defer {
            arrays.removeAll(keepingCapacity: true)
            parents.removeAll(keepingCapacity: true)
        }
        return assembled()
    }

    private var failure: RedisError {
        let message = withUnsafeBytes(of: reader.pointee.errstr) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return .badProtocol(message)
    }

    /// Inner arrays come after the outer ones, and are put into them from the last to the first.
    private func assembled() -> RedisValue {
        for index in stride(from: arrays.count - 1, to: 0, by: -1) {
            let parent = parents[index]
            arrays[parent >> 16][parent & 0xffff] = .array(arrays[index])
        }
        return .array(arrays[0])
    }

    private func add(_ value: RedisValue, _ task: UnsafePointer<redisReadTask>) -> UnsafeMutableRawPointer? {
        guard let parent = task.pointee.parent?.pointee.obj else {
            root = value
            return Self.handle(1)
        }
        arrays[Int(bitPattern: parent) - 1].append(value)
        return Self.handle(1)
    }

    private func beginArray(_ task: UnsafePointer<redisReadTask>) -> UnsafeMutableRawPointer? {
        if let parent = task.pointee.parent?.pointee.obj {
            let outer = Int(bitPattern: parent) - 1
            parents.append(outer << 16 | arrays[outer].count & 0xffff)
            arrays[outer].append(.null)
        } else {
            parents.append(0)
        }
        arrays.append([])
        return Self.handle(arrays.count)
    }

    /// hiredis takes the objects for pointers and does nothing with them but hand them back.
    private static func handle(_ number: Int) -> UnsafeMutableRawPointer? {
        UnsafeMutableRawPointer(bitPattern: number)
    }

    private static func reader(of task: UnsafePointer<redisReadTask>) -> ReplyReader? {
        task.pointee.privdata.map { Unmanaged<ReplyReader>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Never written to, and it lives as long as the process.
    nonisolated(unsafe) private static let functions: UnsafeMutablePointer<redisReplyObjectFunctions> = {
        let functions = UnsafeMutablePointer<redisReplyObjectFunctions>.allocate(capacity: 1)
        functions.initialize(to: redisReplyObjectFunctions())
        functions.pointee.createString = { task, text, length in
            guard let task, let reader = ReplyReader.reader(of: task) else { return nil }
            let bytes = UnsafeRawBufferPointer(start: text, count: length)
            return switch task.pointee.type {
            case REDIS_REPLY_STATUS: reader.add(.status(String(decoding: bytes, as: UTF8.self)), task)
            case REDIS_REPLY_ERROR: reader.add(.error(String(decoding: bytes, as: UTF8.self)), task)
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
