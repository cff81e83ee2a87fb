/// The date format of HTTP (RFC 9110 §5.6.7): written as IMF-fixdate, parsed in all three forms.
package enum HTTPDate {
    /// Returns the 29 bytes of an IMF-fixdate, `Sun, 06 Nov 1994 08:49:37 GMT`.
    package static func bytes(secondsSinceEpoch seconds: Int) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(29)
        append(secondsSinceEpoch: seconds, to: &output)
        return output
    }

    /// Returns the IMF-fixdate as text.
    package static func string(secondsSinceEpoch seconds: Int) -> String {
        String(decoding: bytes(secondsSinceEpoch: seconds), as: UTF8.self)
    }

    /// Appends an IMF-fixdate of 29 bytes.
    package static func append(secondsSinceEpoch seconds: Int, to output: inout [UInt8]) {
        output.append(addingCapacity: 32) { append(secondsSinceEpoch: seconds, to: &$0) }
    }

    /// Appends an IMF-fixdate of 29 bytes. There must be room for it.
    static func append(secondsSinceEpoch seconds: Int, to output: inout OutputSpan<UInt8>) {
        let date = CivilDate(secondsSinceEpoch: seconds)
        output.append(weekday(date.weekday))
        output.append(.comma)
        output.append(.space)
        output.append(twoDigits: date.day)
        output.append(.space)
        output.append(month(date.month))
        output.append(.space)
        output.append(twoDigits: date.year / 100)
        output.append(twoDigits: date.year)
        output.append(.space)
        output.append(twoDigits: date.hour)
        output.append(.colon)
        output.append(twoDigits: date.minute)
        output.append(.colon)
        output.append(twoDigits: date.second)
        output.append(" GMT")
    }

    /// Parses a date in IMF-fixdate, RFC 850 or asctime form.
    ///
    /// - Parameter currentYear: the year that a two-digit year exceeds by at most 50.
    /// - Returns: seconds since 1970; nil for any other text.
    package static func parse(_ text: some StringProtocol, currentYear: Int) -> Int? {
        var words = String(text).split { (character: Character) in
            character == " " || character == "," || character == "-"
        }.map { String($0) }
        guard words.count >= 4 else { return nil }
        if words.last == "GMT" {
            words.removeLast()
            guard words.count == 5, var year = number(words[3]) else { return nil }
            if words[3].utf8.count == 2 {
                year += currentYear / 100 * 100
                if year > currentYear + 50 { year -= 100 }
            } else if words[3].utf8.count != 4 {
                return nil
            }
            return seconds(year: year, month: words[2], day: words[1], time: words[4])
        }
        guard words.count == 5, words[4].utf8.count == 4, let year = number(words[4]) else { return nil }
        return seconds(year: year, month: words[1], day: words[2], time: words[3])
    }

    private static func seconds(year: Int, month name: String, day: String, time: String) -> Int? {
        let parts = time.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ $0.utf8.count == 2 }), day.utf8.count <= 2,
            let month = (1...12).first(where: { month($0) == name }),
            let day = number(day), let hour = number(parts[0]), let minute = number(parts[1]),
            let second = number(parts[2])
        else { return nil }
        let date = CivilDate(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        return date.isValid ? date.secondsSinceEpoch : nil
    }

    private static func number(_ text: some StringProtocol) -> Int? {
        text.utf8.allSatisfy(\.isDigit) ? Int(text) : nil
    }

    private static func weekday(_ index: Int) -> String {
        switch index {
        case 0: "Sun"
        case 1: "Mon"
        case 2: "Tue"
        case 3: "Wed"
        case 4: "Thu"
        case 5: "Fri"
        default: "Sat"
        }
    }

    private static func month(_ number: Int) -> String {
        switch number {
        case 1: "Jan"
        case 2: "Feb"
        case 3: "Mar"
        case 4: "Apr"
        case 5: "May"
        case 6: "Jun"
        case 7: "Jul"
        case 8: "Aug"
        case 9: "Sep"
        case 10: "Oct"
        case 11: "Nov"
        default: "Dec"
        }
    }
}

extension [UInt8] {
    /// Appends a number in decimal digits, with a sign if it is negative.
    @inlinable
    package mutating func append(decimal value: Int) {
        append(addingCapacity: 20) { $0.append(decimal: value) }
    }
}
