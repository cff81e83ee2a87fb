import Testing

@testable import TaproomRedis

/// The messages that wait for a reader: bounded, in order, and with the missed ones marked in their place.
@Suite(.timeLimit(.minutes(1))) struct MessageBufferTests {
    private typealias Missed = RedisMessage.Missed

    private func message(_ text: String, _ missed: RedisMessage.Missed? = nil) -> RedisMessage {
        RedisMessage(channel: "room", bytes: Array(text.utf8), missed: missed)
    }

    private func fill(_ buffer: MessageBuffer, _ texts: String...) {
        for text in texts { buffer.append(message(text)) }
    }

    private func nextMessage(_ buffer: MessageBuffer) async throws -> RedisMessage? {
        try await buffer.next { $0.takeMessage() }
    }

    private func nextEvent(_ buffer: MessageBuffer) async throws -> RedisSubscription.Event? {
        try await buffer.next { $0.takeEvent() }
    }

    @Test func theOldestAreDroppedAndCounted() async throws {
        let buffer = MessageBuffer(limit: 2)
        fill(buffer, "a", "b", "c", "d", "e")
        #expect(try await nextMessage(buffer) == message("d", Missed(dropped: 3)))
        #expect(try await nextMessage(buffer) == message("e"))
        fill(buffer, "f")
        #expect(try await nextMessage(buffer) == message("f"))
    }

    @Test(arguments: [0, -1, .min]) func oneMessageHasRoomInAnyCase(_ limit: Int) async throws {
        let buffer = MessageBuffer(limit: limit)
        fill(buffer, "a", "b")
        #expect(try await nextMessage(buffer) == message("b", Missed(dropped: 1)))
    }

    @Test func aLossHasItsPlaceBetweenMessages() async throws {
        let buffer = MessageBuffer(limit: 2)
        fill(buffer, "a")
        buffer.noteDisconnection()
        fill(buffer, "b")
        #expect(try await nextMessage(buffer) == message("a"))
        #expect(try await nextMessage(buffer) == message("b", Missed(wasDisconnected: true)))
    }

    @Test func aDroppedMessageLeavesWhatWasMissedBeforeIt() async throws {
        let buffer = MessageBuffer(limit: 1)
        buffer.noteDisconnection()
        fill(buffer, "a", "b", "c")
        #expect(try await nextMessage(buffer) == message("c", Missed(dropped: 2, wasDisconnected: true)))
    }

    @Test func eventsTellALossAtOnce() async throws {
        let buffer = MessageBuffer(limit: 2)
        buffer.noteDisconnection()
        #expect(try await nextEvent(buffer) == .missed(Missed(wasDisconnected: true)))
        fill(buffer, "a", "b", "c")
        #expect(try await nextEvent(buffer) == .missed(Missed(dropped: 1)))
        #expect(try await nextEvent(buffer) == .message(message("b")))
        #expect(try await nextEvent(buffer) == .message(message("c")))
    }

    @Test func anErrorComesBehindTheRestAndOnce() async throws {
        let buffer = MessageBuffer(limit: 2)
        fill(buffer, "a")
        buffer.fail(.reply("NOPERM"))
        fill(buffer, "b")
        #expect(try await nextMessage(buffer) == message("a"))
        await #expect(throws: RedisError.self) { _ = try await nextMessage(buffer) }
        #expect(try await nextMessage(buffer) == nil)
    }

    @Test(arguments: [false, true]) func anEndDropsTheRest(_ hasFailed: Bool) async throws {
        let buffer = MessageBuffer(limit: 2)
        fill(buffer, "a")
        if hasFailed { buffer.fail(.timedOut) }
        buffer.end()
        #expect(try await nextMessage(buffer) == nil)
    }

    @Test func severalReadersShareTheMessages() async {
        let buffer = MessageBuffer(limit: 1000)
        let (read, failures) = await withTaskGroup(of: (texts: [String], hasFailed: Bool).self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var texts: [String] = []
                    do {
                        while let message = try await buffer.next({ $0.takeMessage() }) { texts.append(message.text) }
                        return (texts, false)
                    } catch {
                        return (texts, true)
                    }
                }
            }
            for number in 0..<200 { fill(buffer, "\(number)") }
            buffer.fail(.timedOut)
            return await group.reduce(into: ([String](), 0)) { sum, reader in
                sum.0 += reader.texts
                sum.1 += reader.hasFailed ? 1 : 0
            }
        }
        #expect(read.compactMap { Int($0) }.sorted() == Array(0..<200))
        #expect(failures == 1)
    }
}
