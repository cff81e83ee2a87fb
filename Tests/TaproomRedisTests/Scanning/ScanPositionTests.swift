import Testing

@testable import TaproomRedis

/// The position of a scan over a cluster, from step to step.
@Suite struct ScanPositionTests {
    /// Makes a topology whose slots are divided among masters, in their order.
    private static func topology(_ masters: (String, Int)...) throws -> ClusterTopology {
        let size = HashSlot.count / masters.count
        let ranges = masters.enumerated().map { index, master in
            let last = index == masters.count - 1 ? HashSlot.count - 1 : (index + 1) * size - 1
            return RedisValue.array([
                .integer(index * size), .integer(last), .array([.text(master.0), .integer(master.1)]),
            ])
        }
        return try #require(
            ClusterTopology(slots: .array(ranges), from: RedisAddress(host: "127.0.0.1", port: 1)))
    }

    private static func three() throws -> ClusterTopology {
        try topology(("10.0.0.1", 7001), ("fd00::2", 7002), ("redis-3.example", 7003))
    }

    /// Passes the position on as text.
    private func next(_ position: ScanPosition) throws -> ScanPosition {
        try #require(ScanPosition(position.text))
    }

    /// Each step gets only the text of the last one. The cursors are those that masters return.
    @Test func eachMasterIsScannedToItsEnd() throws {
        let topology = try Self.three()
        var position = ScanPosition(over: topology)
        var steps: [String] = []
        for cursor in ["5", "18446744073709551615", "0", "0", "9", "0"] {
            steps.append("\(position.cursor.value) \(position.master?.description ?? "")")
            position.advance(to: cursor)
            position = try next(position)
        }
        #expect(
            steps == [
                "0 10.0.0.1:7001", "5 10.0.0.1:7001", "18446744073709551615 10.0.0.1:7001", "0 [fd00::2]:7002",
                "0 redis-3.example:7003", "9 redis-3.example:7003",
            ])
        #expect(position.master == nil)
        #expect(position.isCurrent(in: topology))
    }

    @Test func thePositionKeepsItsFormInTheText() throws {
        var position = ScanPosition(over: try Self.three())
        #expect(try next(position) == position)
        position.advance(to: "3")
        position = try position.restarted(over: Self.three())
        position.advance(to: "3")
        #expect(try next(position) == position)
        #expect(position.text.hasSuffix(" 10.0.0.1:7001 fd00::2:7002 redis-3.example:7003"))
        #expect(position.text.hasPrefix("3 1 "))
    }

    /// A replica took over, a slot moved, or a master was added.
    @Test func anotherTopologyBeginsTheScanAnew() throws {
        var moved = try Self.three()
        moved.move(0, to: RedisAddress(host: "redis-3.example", port: 7003))
        let others = [
            moved, try Self.topology(("10.0.0.9", 7001), ("fd00::2", 7002), ("redis-3.example", 7003)),
            try Self.topology(("10.0.0.1", 7001), ("fd00::2", 7002), ("redis-3.example", 7003), ("10.0.0.4", 7004)),
        ]
        for other in others {
            var position = ScanPosition(over: try Self.three())
            while position.master != nil { position.advance(to: "0") }
            position = try next(position)
            #expect(!position.isCurrent(in: other))
            position = try next(position.restarted(over: other))
            #expect(position.cursor.value == "0")
            #expect(position.master == other.servedSlots.masters.first)
            #expect(position.isCurrent(in: other))
        }
    }

    @Test func aMasterIsRepeatedFromItsBeginning() throws {
        var position = ScanPosition(over: try Self.three())
        position.advance(to: "0")
        position.advance(to: "7")
        try position.cursor.beginAnew()
        #expect(position.cursor.value == "0")
        #expect(position.master?.port == 7002)
        #expect(position.text.hasPrefix("0 1 "))
        // Nothing has been scanned that is scanned again.
        try position.cursor.beginAnew()
        #expect(position.text.hasPrefix("0 1 "))
    }

    /// A slot that is still on its way when its new master has been scanned again does not begin that scan anew.
    @Test func mastersToWhichSlotsAreOnTheirWayAreScannedOnceMore() throws {
        let topology = try Self.three()
        let masters = topology.servedSlots.masters
        var position = ScanPosition(over: topology)
        while position.master != nil { position.advance(to: "0") }
        #expect(try position.continued(at: [], []) == nil)
        position = try next(#require(try position.continued(at: [masters[1]], ["[5-<-b]", "[3-<-a]"])))
        #expect(position.master == masters[1])
        #expect(position.cursor.restarts == 1)
        #expect(position.isCurrent(in: topology))
        position.advance(to: "0")
        #expect(position.master == nil)
        #expect(try position.continued(at: [masters[1]], ["[3-<-a]", "[5-<-b]"]) == nil)
        // Another slot.
        #expect(try position.continued(at: [masters[0]], ["[9-<-a]"])?.master == masters[0])
    }

    @Test(arguments: [true, false]) func aClusterThatKeepsChangingEndsTheScan(_ isNew: Bool) throws {
        var position = ScanPosition(over: try Self.three())
        func begin() throws {
            position = try next(position)
            position.advance(to: "7")
            if isNew { position = try position.restarted(over: Self.three()) } else { try position.cursor.beginAnew() }
        }
        for _ in 0..<ScanCursor.restartLimit { try begin() }
        let error = #expect(throws: RedisError.self) { try begin() }
        #expect(error?.description.contains("Redis keeps changing") == true)
    }

    @Test(arguments: [
        "", " ", "0", "17", "0 0", "0 0 0", "0 0 0 0", "0 0 0 0 ", "0 0 0 zz 0", "0 0 0 0 zz", "0 0 zz 1 0",
        "0 -1 0 1 0", "0 17 0 1 0", "x 0 0 1 0", "0 9223372036854775807 0 1 0", "0 99999999999999999999 0 1 0",
        "0 0 0 1ffffffffffffffff 0", "0 0 0 -1 0", "0 0 0 1 0 nowhere", "0 0 0 1 0 a:port", "0 0 0 1 0 a:65536",
        "0 0 0 1 0 a:1 b:",
    ])
    func anotherTextIsNoPosition(_ text: String) {
        #expect(ScanPosition(text) == nil)
    }

    /// No text ends the process, whatever its words are.
    @Test func aTextIsReadAsItIsWritten() {
        let words = ["0", "16", "-1", "+1", "ff", "a:1", ":", "é\u{0}", ""]
        for index in 0..<59_049 {
            let numbers = [index / 6561, index / 729 % 9, index / 81 % 9, index / 9 % 9, index % 9]
            let text = numbers.map { words[$0] }.joined(separator: " ")
            guard var position = ScanPosition(text) else { continue }
            #expect(ScanPosition(position.text) == position, "\(text)")
            position.advance(to: "0")
            try? position.cursor.beginAnew()
            #expect(ScanPosition(position.text) == position, "\(text)")
        }
    }
}
