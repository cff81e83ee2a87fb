/// Dates in the format of JavaScript's `Date.prototype.toISOString`, such as `2026-11-24T12:01:00.000Z`.
package enum ISODate {
    /// Appends a date of 24 bytes, given in milliseconds since 1970.
    package static func append(milliseconds: Int, to output: inout [UInt8]) {
        output.append(addingCapacity: 24) { append(milliseconds: milliseconds, to: &$0) }
    }

    /// Appends a date of 24 bytes, given in milliseconds since 1970. There must be room for it.
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

    /// Parses the JSON string at `range`, with or without milliseconds.
    ///
    /// - Returns: milliseconds since 1970; nil if the string is not such a date.
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

    /// Returns a date as text, given in milliseconds since 1970; nil if it is out of range in JavaScript. Years outside
    /// of 0 to 9999 have a sign and six digits.
    package static func text(milliseconds: Double) -> String? {
        guard milliseconds.magnitude <= furthest else { return nil }
        let whole = Int(milliseconds.rounded())
        var bytes: [UInt8] = []
        append(milliseconds: whole, to: &bytes)
        let year = CivilDate(secondsSinceEpoch: whole / 1000 - (whole % 1000 < 0 ? 1 : 0)).year
        guard !(0...9999 ~= year) else { return String(decoding: bytes, as: UTF8.self) }
        let digits = String(year.magnitude)
        return (year < 0 ? "-" : "+") + String(repeating: "0", count: 6 - digits.utf8.count) + digits
            + String(decoding: bytes.dropFirst(4), as: UTF8.self)
    }

    /// The greatest distance of a JavaScript date from 1970, in milliseconds (ECMA-262 §21.4.1.1).
    private static let furthest = 8.64e15

    /// Parses a date as `toISOString` writes it, or in the format of RFC 3339 §5.6, with up to nine fractional digits
    /// and `Z` or an offset.
    ///
    /// - Returns: milliseconds since 1970; nil for any other text.
    package static func milliseconds(_ text: String) -> Double? {
        var rest = text.utf8.span
        guard let year = takeYear(&rest), let month = take(&rest, 0x2d), let day = take(&rest, 0x2d),
            takeByte(&rest, 0x54) || takeByte(&rest, 0x74), let hour = takeTwo(&rest),
            let minute = take(&rest, 0x3a), let second = take(&rest, 0x3a)
        else { return nil }
        let civil = CivilDate(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        guard civil.isValid, let fraction = takeFraction(&rest), let offset = takeOffset(&rest), rest.isEmpty else {
            return nil
        }
        return Double(civil.secondsSinceEpoch - offset) * 1000 + fraction
    }

    private static func takeYear(_ rest: inout Span<UInt8>) -> Int? {
        let isNegative = takeByte(&rest, 0x2d)
        let count = isNegative || takeByte(&rest, 0x2b) ? 6 : 4
        guard rest.count >= count, let year = number(rest, 0, count) else { return nil }
        rest = rest.extracting(count...)
        return isNegative ? -year : year
    }

    private static func take(_ rest: inout Span<UInt8>, _ separator: UInt8) -> Int? {
        takeByte(&rest, separator) ? takeTwo(&rest) : nil
    }

    private static func takeTwo(_ rest: inout Span<UInt8>) -> Int? {
        guard rest.count >= 2, let value = number(rest, 0, 2) else { return nil }
        rest = rest.extracting(2...)
        return value
    }

    private static func takeByte(_ rest: inout Span<UInt8>, _ byte: UInt8) -> Bool {
        guard !rest.isEmpty, rest[0] == byte else { return false }
        rest = rest.extracting(1...)
        return true
    }

    /// Takes the fraction of the second, in milliseconds.
    private static func takeFraction(_ rest: inout Span<UInt8>) -> Double? {
        guard takeByte(&rest, 0x2e) else { return 0 }
        var count = 0
        while count < min(9, rest.count), rest[count].isDigit { count += 1 }
        guard count > 0, let digits = number(rest, 0, count) else { return nil }
        rest = rest.extracting(count...)
        var scale = 1.0
        for _ in 0..<count { scale *= 10 }
        return Double(digits) * 1000 / scale
    }

    /// Takes the offset, in seconds east of UTC.
    private static func takeOffset(_ rest: inout Span<UInt8>) -> Int? {
        if takeByte(&rest, 0x5a) || takeByte(&rest, 0x7a) { return 0 }
        let isWest = takeByte(&rest, 0x2d)
        guard isWest || takeByte(&rest, 0x2b), let hours = takeTwo(&rest), let minutes = take(&rest, 0x3a),
            hours < 24, minutes < 60
        else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return isWest ? -seconds : seconds
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
