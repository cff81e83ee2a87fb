import Testing

@testable import Taproom

/// The limit of concurrent handshakes.
@Suite struct HandshakeQueueTests {
    @Test func theOldestOneThatIsLeftIsRemoved() {
        var queue = HandshakeQueue<String>(limit: 2)
        let first = queue.add("a")
        let second = queue.add("b")
        queue.remove(first.number)
        let third = queue.add("c")
        let fourth = queue.add("d")
        #expect([first, second, third, fourth].map(\.tooMuch) == [nil, nil, nil, "b"])
        #expect(queue.count == 2)
        queue.remove(third.number)
        queue.remove(third.number)
        #expect(queue.count == 1)
        let fifth = queue.add("e")
        let sixth = queue.add("f")
        #expect([fifth, sixth].map(\.tooMuch) == [nil, "d"])
    }
}
