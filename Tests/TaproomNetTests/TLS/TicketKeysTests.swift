import Foundation
import Synchronization
import TestSupport
import Testing

@testable import TaproomNet

/// The keys of session tickets over time.
@Suite struct TicketKeysTests {
    private final class TestClock: Sendable {
        private let seconds = Mutex<UInt64>(1000)

        var now: UInt64 { seconds.withLock { $0 } }

        func advance(_ count: UInt64) { seconds.withLock { $0 += count } }
    }

    private func find(_ key: TicketKeys.Key, _ keys: TicketKeys) -> Bool? {
        Array(key.name).withUnsafeBufferPointer { keys.key(named: $0)?.isCurrent }
    }

    @Test func aKeyEncryptsForItsPeriodAndDecryptsForTheTicketsLifetime() throws {
        let clock = TestClock()
        let keys = try TicketKeys(clock: { clock.now })
        let first = try #require(keys.current())
        clock.advance(TicketKeys.period - 1)
        // The key is the same, so a ticket is not replaced needlessly.
        #expect(keys.current() == first)
        #expect(find(first, keys) == true)
        clock.advance(1)
        let second = try #require(keys.current())
        #expect(second != first)
        #expect(find(first, keys) == false)
        #expect(find(second, keys) == true)
        // A ticket from the last second of the first key is accepted for a day.
        clock.advance(UInt64(TicketKeys.lifetime) - TicketKeys.period)
        _ = keys.current()
        #expect(find(first, keys) == false)
        clock.advance(2 * TicketKeys.period)
        #expect(find(first, keys) == nil)
    }

    @Test func keysThatWereNotUsedForDaysAreGone() throws {
        let clock = TestClock()
        let keys = try TicketKeys(clock: { clock.now })
        let first = try #require(keys.current())
        clock.advance(10 * TicketKeys.period)
        #expect(find(first, keys) == nil)
    }

    @Test func theFirstKeyOfAFileEncrypts() throws {
        let folder = try Folder()
        let old = try TicketKeys.Key.random()
        let new = try TicketKeys.Key.random()
        let path = folder.url.appending(path: "keys")
        try Data(old.bytes).write(to: path)
        let keys = try TicketKeys(file: path.path())
        #expect(keys.current() == old)
        try Data(new.bytes + old.bytes).write(to: path)
        try keys.reload()
        #expect(keys.current() == new)
        #expect(find(old, keys) == false)
    }

    @Test func aFileOfAnotherLengthIsRefused() throws {
        let folder = try Folder()
        try folder.write("keys", "too short")
        #expect(throws: TLSError.self) { try TicketKeys(file: folder.path + "/keys") }
        try folder.write("empty", "")
        #expect(throws: TLSError.self) { try TicketKeys(file: folder.path + "/empty") }
        // If the file becomes invalid later, the keys stay as they are.
        let key = try TicketKeys.Key.random()
        try Data(key.bytes).write(to: folder.url.appending(path: "good"))
        let keys = try TicketKeys(file: folder.path + "/good")
        try folder.write("good", "x")
        #expect(throws: TLSError.self) { try keys.reload() }
        #expect(keys.current() == key)
    }
}
