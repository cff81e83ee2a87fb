/// Dates as JavaScript's `Date.prototype.toISOString` writes them: `2026-11-24T12:01:00.000Z`.
package enum ISODate {
    /// Appends the 24 bytes for so many milliseconds since 1970.
    package static func append(milliseconds: Int, to output: inout [UInt8]) {
        output.append(addingCapacity: 24) { append(milliseconds: milliseconds, to: &$0) }
    }

    /// Appends the 24 bytes for so many milliseconds since 1970, for which there must be room.
    package static func append(milliseconds: Int, to output: inout OutputSpan<UInt8>) {
        let seconds = milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0)
        let date = CivilDate(secondsSinceEpoch: seconds)
        output.append(twoDigits: date.year / 100)
        output.append(twoDigits: date.year)
        output.append(0x2d)
        output.append(twoDigits: date.month)
        output.append(0x2d)
        output.append(twoDigits: date.day)
        output.append(0x54)
        output.append(twoDigits: date.hour)
        output.append(0x3a)
        output.append(twoDigits: date.minute)
        output.append(0x3a)
        output.append(twoDigits: date.second)
        output.append(0x2e)
        let rest = milliseconds - seconds * 1000
        output.append(UInt8(truncatingIfNeeded: 0x30 + rest / 100))
        output.append(twoDigits: rest)
        output.append(0x5a)
    }

    /// Milliseconds since 1970 of the JSON string at `range`; nil for one that is no such date, with or without
    /// milliseconds.
    package static func parse(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        let count = range.count &- 2
        guard count == 24 || count == 20, bytes[range.lowerBound] == 0x22 else { return nil }
        let date = bytes.extracting((range.lowerBound &+ 1)..<(range.upperBound &- 1))
        guard date[count &- 1] == 0x5a, date[4] == 0x2d, date[7] == 0x2d, date[10] == 0x54, date[13] == 0x3a,
            date[16] == 0x3a, let year = number(date, 0, 4), let month = number(date, 5, 2),
            let day = number(date, 8, 2), let hour = number(date, 11, 2), let minute = number(date, 14, 2),
            let second = number(date, 17, 2)
        else { return nil }
        let civil = CivilDate(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        guard civil.isValid else { return nil }
        guard count == 24 else { return civil.secondsSinceEpoch * 1000 }
        guard date[19] == 0x2e, let milliseconds = number(date, 20, 3) else { return nil }
        return civil.secondsSinceEpoch * 1000 + milliseconds
    }

    @inline(__always)
    private static func number(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
        var value = 0
        var isNumber = true
        for index in start..<(start &+ count) {
            let digit = Int(bytes[index]) &- 0x30
            if !(0...9 ~= digit) { isNumber = false }
            value = value &* 10 &+ digit
        }
        return isNumber ? value : nil
    }
}
