/// Dates as JavaScript's `Date.prototype.toISOString` writes them: `2026-11-24T12:01:00.000Z`.
package enum ISODate {
    /// Appends the 24 bytes for so many milliseconds since 1970.
    package static func append(milliseconds: Int, to output: inout [UInt8]) {
        let seconds = milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0)
        let date = CivilDate(secondsSinceEpoch: seconds)
        output.append(decimal: date.year, width: 4)
        output.append(0x2d)
        output.append(decimal: date.month, width: 2)
        output.append(0x2d)
        output.append(decimal: date.day, width: 2)
        output.append(0x54)
        output.append(decimal: date.hour, width: 2)
        output.append(0x3a)
        output.append(decimal: date.minute, width: 2)
        output.append(0x3a)
        output.append(decimal: date.second, width: 2)
        output.append(0x2e)
        output.append(decimal: milliseconds - seconds * 1000, width: 3)
        output.append(0x5a)
    }

    /// Milliseconds since 1970; nil for a text that is no such date, with or without milliseconds.
    package static func parse(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 24 || bytes.count == 20, bytes[bytes.count - 1] == 0x5a,
            bytes[4] == 0x2d, bytes[7] == 0x2d, bytes[10] == 0x54, bytes[13] == 0x3a, bytes[16] == 0x3a,
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
            let second = number(bytes[17..<19])
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        guard date.isValid else { return nil }
        guard bytes.count == 24 else { return date.secondsSinceEpoch * 1000 }
        guard bytes[19] == 0x2e, let milliseconds = number(bytes[20..<23]) else { return nil }
        return date.secondsSinceEpoch * 1000 + milliseconds
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard 0x30...0x39 ~= digit else { return nil }
            value = value * 10 + Int(digit) - 0x30
        }
        return value
    }
}
