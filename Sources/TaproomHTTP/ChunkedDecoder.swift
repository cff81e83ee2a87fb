/// Decodes the chunked transfer coding (RFC 9112 §7.1) incrementally, without a buffer. Extensions and trailers are
/// checked, limited and discarded.
package struct ChunkedDecoder: Sendable {
    /// The result of one call; the number says how many bytes it consumed.
    package enum Outcome: Sendable, Equatable {
        case needMore(consumed: Int)
        case done(consumed: Int)
        case wrong(RequestError)
    }

    private enum Stage {
        case sizeStart
        case size
        case extensionStart
        case extensionName
        case afterName
        case extensionValueStart
        case extensionValue
        case quoted
        case quotedPair
        case quotedEnd
        case afterValue
        case sizeLineFeed
        case data
        case dataReturn
        case dataLineFeed
        case trailerStart
        case trailerName
        case trailerValue
        case trailerLineFeed
        case endLineFeed
        case finished
    }

    private let extensionLimit: Int
    private let trailerLimit: Int
    private var stage = Stage.sizeStart
    private var remaining = 0
    private var digits = 0
    private var extensionBytes = 0
    private var trailerBytes = 0

    /// - Parameters:
    ///   - extensionLimit: the most bytes of all chunk extensions of one body.
    ///   - trailerLimit: the most bytes of the trailer section.
    package init(extensionLimit: Int = 4096, trailerLimit: Int = 8192) {
        self.extensionLimit = extensionLimit
        self.trailerLimit = trailerLimit
    }

    /// Decodes `bytes` and appends the data to `output`.
    ///
    /// - Parameter limit: the most bytes of data to decode; the next call continues behind them.
    package mutating func decode(
        _ bytes: Span<UInt8>, into output: inout [UInt8], limit: Int = .max
    ) -> Outcome {
        var index = 0
        var room = limit
        while stage != .finished {
            if stage == .data {
                let count = Swift.min(remaining, bytes.count - index, room)
                for offset in index..<(index + count) { output.append(bytes[offset]) }
                index += count
                room -= count
                remaining -= count
                guard remaining == 0 else { return .needMore(consumed: index) }
                stage = .dataReturn
            }
            guard index < bytes.count else { return .needMore(consumed: index) }
            if let error = take(bytes[index]) { return .wrong(error) }
            index += 1
        }
        return .done(consumed: index)
    }

    private mutating func take(_ byte: UInt8) -> RequestError? {
        switch stage {
        case .sizeStart, .size: takeSize(byte)
        case .extensionStart, .extensionName, .afterName, .extensionValueStart, .extensionValue, .quoted,
            .quotedPair, .quotedEnd, .afterValue:
            takeExtension(byte)
        case .sizeLineFeed: expect(byte, .lineFeed, then: remaining == 0 ? .trailerStart : .data)
        case .dataReturn: expect(byte, .carriageReturn, then: .dataLineFeed)
        case .dataLineFeed: expect(byte, .lineFeed, then: .sizeStart)
        case .trailerStart, .trailerName, .trailerValue: takeTrailer(byte)
        case .trailerLineFeed: expect(byte, .lineFeed, then: .trailerStart)
        case .endLineFeed: expect(byte, .lineFeed, then: .finished)
        case .data, .finished: nil
        }
    }

    private mutating func expect(_ byte: UInt8, _ expected: UInt8, then next: Stage) -> RequestError? {
        guard byte == expected else { return .malformedChunk }
        stage = next
        return nil
    }

    /// Takes a byte of a chunk's size. A size has at most 15 digits, so it can't overflow.
    private mutating func takeSize(_ byte: UInt8) -> RequestError? {
        if let digit = byte.hexadecimalValue {
            if stage == .sizeStart {
                remaining = 0
                digits = 0
                stage = .size
            }
            digits += 1
            guard digits <= 15 else { return .malformedChunk }
            remaining = remaining << 4 | Int(digit)
            return nil
        }
        guard stage == .size else { return .malformedChunk }
        return endValue(byte)
    }

    /// Takes a byte that follows a size, an extension's name or its value: white space, the start of another extension,
    /// or the line's end.
    private mutating func endValue(_ byte: UInt8) -> RequestError? {
        switch byte {
        case .carriageReturn: stage = .sizeLineFeed
        case .semicolon: stage = .extensionStart
        case .space, 0x09: stage = .afterValue
        default: return .malformedChunk
        }
        return nil
    }

    private mutating func endName(_ byte: UInt8) -> RequestError? {
        guard byte == .equals else { return endValue(byte) }
        stage = .extensionValueStart
        return nil
    }

    private mutating func takeExtension(_ byte: UInt8) -> RequestError? {
        extensionBytes += 1
        guard extensionBytes <= extensionLimit else { return .chunkExtensionTooLong }
        switch stage {
        case .afterValue:
            // White space is allowed before a semicolon, but not before the line's end.
            if byte.isWhitespace { return nil }
            return expect(byte, .semicolon, then: .extensionStart)
        case .extensionStart:
            if byte.isWhitespace { return nil }
            guard byte.isTokenCharacter else { return .malformedChunk }
            stage = .extensionName
        case .extensionName:
            if byte.isTokenCharacter { return nil }
            if byte.isWhitespace {
                stage = .afterName
                return nil
            }
            return endName(byte)
        case .afterName:
            // The byte may be any that can follow a value, or an equals sign.
            if byte.isWhitespace { return nil }
            guard byte != .carriageReturn else { return .malformedChunk }
            return endName(byte)
        case .extensionValueStart:
            if byte == .doubleQuote {
                stage = .quoted
            } else if byte.isTokenCharacter {
                stage = .extensionValue
            } else if !byte.isWhitespace {
                return .malformedChunk
            }
        case .extensionValue:
            if byte.isTokenCharacter { return nil }
            return endValue(byte)
        case .quoted:
            if byte == .doubleQuote {
                stage = .quotedEnd
            } else if byte == .backslash {
                stage = .quotedPair
            } else if !byte.isFieldValueCharacter {
                return .malformedChunk
            }
        case .quotedEnd: return endValue(byte)
        default:
            guard byte.isFieldValueCharacter else { return .malformedChunk }
            stage = .quoted
        }
        return nil
    }

    private mutating func takeTrailer(_ byte: UInt8) -> RequestError? {
        trailerBytes += 1
        guard trailerBytes <= trailerLimit else { return .trailersTooLarge }
        switch stage {
        case .trailerStart:
            if byte == .carriageReturn {
                stage = .endLineFeed
                return nil
            }
            guard byte.isTokenCharacter else { return .malformedField }
            stage = .trailerName
        case .trailerName:
            if byte == .colon {
                stage = .trailerValue
            } else if !byte.isTokenCharacter {
                return .malformedField
            }
        default:
            if byte == .carriageReturn {
                stage = .trailerLineFeed
            } else if !byte.isFieldValueCharacter {
                return .malformedField
            }
        }
        return nil
    }
}
