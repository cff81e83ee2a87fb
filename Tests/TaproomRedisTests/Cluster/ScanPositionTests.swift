import Testing

@testable import TaproomRedis

/// The position of a scan, from step to step.
@Suite struct ScanPositionTests {
    private static let masters = [
        RedisAddress(host: "10.0.0.1", port: 7001), RedisAddress(host: "fd00::2", port: 7002),
        RedisAddress(host: "redis-3.example", port: 7003),
    ]

    @Test func withoutAClusterItIsTheCursor() {
        var position = ScanPosition(nil, in: [])
        #expect(position.cursor == "0")
        #expect(position.master == nil)
        #expect(position.next("17") == "17")
        position = ScanPosition("17", in: [])
        #expect(position.cursor == "17")
        #expect(position.master == nil)
        #expect(position.next("0") == nil)
    }

    /// Each step gets only the text of the last one. The cursors are those that masters return.
    @Test func eachMasterIsScannedToItsEnd() {
        let cursors = ["5", "18446744073709551615", "0", "0", "9", "0"]
        var steps: [String] = []
        var text: String?
        for cursor in cursors {
            // The masters may have changed by now, but the initial ones are scanned.
            var position = ScanPosition(text, in: text == nil ? Self.masters : [])
            steps.append("\(position.cursor) \(position.master?.description ?? "")")
            text = position.next(cursor)
        }
        #expect(
            steps == [
                "0 10.0.0.1:7001", "5 10.0.0.1:7001", "18446744073709551615 10.0.0.1:7001", "0 [fd00::2]:7002",
                "0 redis-3.example:7003", "9 redis-3.example:7003",
            ])
        #expect(text == nil)
    }

    @Test func anAddressKeepsItsFormInTheText() {
        for master in Self.masters {
            var position = ScanPosition(nil, in: [master])
            let text = position.next("3")
            let next = ScanPosition(text, in: [])
            #expect(next.master == master)
            #expect(next.cursor == "3")
        }
    }

    @Test(arguments: ["", " ", "0", "0 ", "0 nowhere", "0 a:port", "0 a:65536"])
    func aTextWithoutAMasterNamesNone(_ text: String) {
        var position = ScanPosition(text, in: Self.masters)
        #expect(position.cursor == "0")
        #expect(position.master == nil)
        #expect(position.next("0") == nil)
    }
}
