import Testing

@testable import Taproom

/// The bound on handshakes.
@Suite struct HandshakeQueueTests {
    @Test func theOldestOneThatIsLeftIsRemoved() {
        var queue = HandshakeQueue<String>(limit: 2)
        let first = queue.add("a")
        #expect(first.tooMuch == nil)
        #expect(queue.add("b").tooMuch == nil)
        queue.remove(first.number)
        let third = queue.add("c")
        #expect(third.tooMuch == nil)
        #expect(queue.add("d").tooMuch == "b")
        #expect(queue.count == 2)
        queue.remove(third.number)
        queue.remove(third.number)
        #expect(queue.count == 1)
        #expect(queue.add("e").tooMuch == nil)
        #expect(queue.add("f").tooMuch == "d")
    }
}
