import TaproomHTTP
import Testing

/// Dates (RFC 9110 §5.6.7).
@Suite struct DateTests {
    private let seconds = 784_111_777

    @Test(
        arguments: [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
            "Sun Nov 06 08:49:37 1994",
        ])
    func allThreeForms(_ text: String) {
        #expect(HTTPDate.parse(text, currentYear: 2026) == seconds)
    }

    @Test(
        arguments: [
            "", "x", "GMT", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 GMT",
            "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 31 Nov 1994 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 29 Feb 2023 08:49:37 GMT", "Sun, 06 Nov 994 08:49:37 GMT",
            "Sun, 06 Nov 19940 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT", "Sun, +6 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 -8:49:37 GMT", "Sun Nov  6 08:49:37 94", "784111777",
            "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
        ])
    func whatIsNoDate(_ text: String) {
        #expect(HTTPDate.parse(text, currentYear: 2026) == nil)
    }

    @Test(arguments: [(94, 1994), (26, 2026), (76, 2076), (77, 1977), (0, 2000)])
    func aYearOfTwoDigits(_ digits: Int, _ year: Int) {
        let two = digits < 10 ? "0\(digits)" : "\(digits)"
        let parsed = HTTPDate.parse("Sunday, 06-Nov-\(two) 08:49:37 GMT", currentYear: 2026)
        #expect(parsed == CivilDate(year: year, month: 11, day: 6, hour: 8, minute: 49, second: 37).secondsSinceEpoch)
    }

    @Test(
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
            (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
        ])
    func writing(_ seconds: Int, _ text: String) {
        #expect(HTTPDate.string(secondsSinceEpoch: seconds) == text)
        #expect(HTTPDate.parse(text, currentYear: 2026) == seconds)
    }

    @Test func everyDayOfFourCenturies() {
        var date = CivilDate(year: 1900, month: 1, day: 1)
        let start = date.secondsSinceEpoch
        for day in 0..<146_097 {
            let seconds = start + day * 86400
            date = CivilDate(secondsSinceEpoch: seconds)
            guard date.isValid, date.secondsSinceEpoch == seconds, date.weekday == (day + 1) % 7 else {
                Issue.record("\(date)")
                return
            }
        }
        #expect(date == CivilDate(year: 2299, month: 12, day: 31))
    }
}
