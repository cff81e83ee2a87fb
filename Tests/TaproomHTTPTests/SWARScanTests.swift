import Testing

@testable import TaproomHTTP

/// Scans of eight bytes at a time find the same as scans of single bytes.
@Suite struct SWARScanTests {
    @Test func aFieldValueEndsAtItsFirstControlCharacter() {
        for length in 0..<27 {
            for place in 0...length {
                for byte in [0x00, 0x08, 0x09, 0x0a, 0x0d, 0x1f, 0x20, 0x21, 0x7e, 0x7f, 0x80, 0xa0, 0xff] as [UInt8] {
                    var bytes = [UInt8](repeating: 0x61, count: length)
                    if place < length { bytes[place] = byte }
                    // The first match counts, whatever follows.
                    if place + 1 < length { bytes[length - 1] = 0x01 }
                    let expected = bytes.firstIndex { !$0.isFieldValueCharacter } ?? length
                    let end = bytes.span.endOfFieldValue(0, length)
                    #expect(end == expected, "\(bytes)")
                }
            }
        }
    }

    @Test func aFieldValueIsLookedAtWithinItsBounds() {
        let bytes = [UInt8](repeating: 0x61, count: 20) + [0x0d]
        let ends = [(3, 20), (3, 17), (17, 21)].map { bytes.span.endOfFieldValue($0, $1) }
        #expect(ends == [20, 17, 20])
    }

    @Test func theFirstOfTwoBytesIsFound() {
        for length in 0..<20 {
            for first in 0...length {
                for second in 0...length {
                    var bytes = [UInt8](repeating: 0x61, count: length + 1)
                    bytes[first] = 0x3b
                    bytes[second] = 0x3d
                    let expected = bytes[..<length].firstIndex { $0 != 0x61 } ?? length
                    let found = bytes.span.firstIndex(of: 0x3d, or: 0x3b, 0, length)
                    #expect(found == expected)
                }
            }
        }
    }

    @Test func holdsComparesEachByte() {
        let bytes = (0..<40).map { UInt8($0) }
        for start in 0..<12 {
            for length in 0..<(40 - start) {
                var other = Array(bytes[start..<(start + length)])
                let isHeld = bytes.span.matches(other.span, at: start)
                #expect(isHeld)
                for place in 0..<length {
                    other[place] ^= 0x80
                    let isHeld = bytes.span.matches(other.span, at: start)
                    #expect(!isHeld)
                    other[place] ^= 0x80
                }
            }
        }
    }

    @Test func copiesAppendBehindWhatIsThere() {
        let first: [UInt8] = [1, 2, 3]
        let second: [UInt8] = [4, 5, 6, 7, 8]
        let copied = [UInt8](capacity: 8) { output in
            output.append(copying: first.span)
            output.append(copying: second.span.extracting(first: 0))
            output.append(copying: second.span)
        }
        #expect(copied == [1, 2, 3, 4, 5, 6, 7, 8])
    }

    @Test(arguments: [
        0, 7, 10, 42, 99, 100, 101, 999, 1000, 9999, 10_000, 12345, 9_876_543_210, -1, -99, -12345, .max, .min,
    ])
    func numbersAreWrittenInDecimal(_ number: Int) {
        let written = [UInt8](capacity: 20) { $0.append(decimal: number) }
        #expect(String(decoding: written, as: UTF8.self) == String(number))
    }

    @Test func twoDigitsAreTheLastTwo() {
        for number in 0..<1000 {
            let written = [UInt8](capacity: 2) { $0.append(twoDigits: number) }
            #expect(String(decoding: written, as: UTF8.self) == String(String(number + 1000).suffix(2)))
        }
    }
}
