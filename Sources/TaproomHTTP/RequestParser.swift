/// Parses a request's head (RFC 9112 §2 to §5). It is a pure function over the bytes received so far. When it is called
/// again with more bytes, it continues where it stopped.
///
/// It is strict where leniency has allowed request smuggling: lines end with CRLF only, white space between a field's
/// name and its colon is an error, and lines can't be folded.
@usableFromInline
package struct RequestParser: Sendable {
    /// The result of parsing the bytes so far.
    package enum Outcome: Sendable, Equatable {
        /// The head is complete; its length in bytes.
        case done(Int)
        case needMore
        case wrong(RequestError)
    }

    @usableFromInline
    enum Stage: Sendable {
        case emptyLines
        case method
        case target
        case version
        case fieldStart
        case fieldName
        case fieldValue
    }

    /// The limits of the head.
    package let limits: RequestLimits
    @usableFromInline var stage = Stage.emptyLines
    /// The offset of the first byte that is not parsed yet.
    @usableFromInline var position = 0
    private var partStart = 0
    /// The offset at which the request line, or later the header section, exceeds its limit.
    private var bound = 0
    private var questionMark = -1
    private var fieldName = ByteRange(0, 0)
    private var sectionStart = 0
    private var framing = FramingFields()
    private var repeated = HeaderSectionCache()
    private var hostCache = HostCache()

    /// - Parameter limits: the limits of the head.
    package init(limits: RequestLimits = RequestLimits()) {
        self.limits = limits
    }

    /// Whether a request has begun. Empty lines before it do not count.
    @inlinable package var hasBegun: Bool { stage != .emptyLines }

    /// Resets the parser for the next request.
    @inlinable
    package mutating func reset() {
        stage = .emptyLines
        position = 0
    }

    /// Parses the bytes that were added since the last call.
    ///
    /// - Parameters:
    ///   - bytes: all bytes of the request received so far, from its first one.
    ///   - head: the parsed head, which is complete after `.done`. It must be the same in all calls for one request.
    package mutating func parse(_ bytes: Span<UInt8>, into head: inout RequestHead) -> Outcome {
        while true {
            let step: Step
            switch stage {
            case .emptyLines: step = skipEmptyLines(bytes, &head)
            case .method: step = takeMethod(bytes, &head)
            case .target: step = takeTarget(bytes, &head)
            case .version: step = takeVersion(bytes, &head)
            case .fieldStart, .fieldName, .fieldValue: step = takeFields(bytes, &head)
            }
            switch step {
            case .next: continue
            case .needMore: return .needMore
            case .wrong(let error): return .wrong(error)
            case .end: return finish(&head)
            }
        }
    }

    private enum Step {
        case next
        case needMore
        case end
        case wrong(RequestError)
    }

    /// Skips empty lines before the request line (RFC 9112 §2.2). They count against its limit.
    private mutating func skipEmptyLines(_ bytes: Span<UInt8>, _ head: inout RequestHead) -> Step {
        while true {
            guard position < limits.requestLine else { return .wrong(.targetTooLong) }
            guard position < bytes.count else { return .needMore }
            guard bytes[position] == .carriageReturn else { break }
            guard position + 1 < bytes.count else { return .needMore }
            guard bytes[position + 1] == .lineFeed else { return .wrong(.malformedRequestLine) }
            position += 2
        }
        head.reset()
        partStart = position
        bound = position + limits.requestLine
        stage = .method
        return .next
    }

    private mutating func takeMethod(_ bytes: Span<UInt8>, _ head: inout RequestHead) -> Step {
        if position == partStart, bytes.count &- position >= 8, limits.requestLine >= 8 {
            let word = bytes.word(at: position)
            if UInt32(truncatingIfNeeded: word) == Self.get { return beginTarget(head: &head, .get, length: 3) }
            if word & 0xff_ffff_ffff == Self.post { return beginTarget(head: &head, .post, length: 4) }
        }
        var index = position
        let end = Swift.min(bytes.count, bound)
        var packed = PackedName()
        if index > partStart { for offset in partStart..<index { _ = packed.append(bytes[offset]) } }
        while index < end {
            let byte = bytes[index]
            guard byte.isTokenCharacter else { break }
            guard packed.append(byte) else { return .wrong(.methodTooLong) }
            index &+= 1
        }
        position = index
        guard index < bound else { return .wrong(.targetTooLong) }
        guard index < bytes.count else { return .needMore }
        guard bytes[index] == .space, index > partStart else { return .wrong(.malformedRequestLine) }
        return beginTarget(head: &head, HTTPMethod(packed), length: index - partStart)
    }

    /// `GET ` as the first four bytes of a word, and `POST ` as the first five.
    private static let get: UInt32 = 0x2054_4547
    private static let post: UInt64 = 0x20_5453_4f50

    @inline(__always)
    private mutating func beginTarget(head: inout RequestHead, _ method: HTTPMethod, length: Int) -> Step {
        head.method = method
        position = partStart &+ length &+ 1
        partStart = position
        questionMark = -1
        stage = .target
        return .next
    }

    private mutating func takeTarget(_ bytes: Span<UInt8>, _ head: inout RequestHead) -> Step {
        var index = position
        let end = Swift.min(bytes.count, bound)
        scan: while true {
            index = bytes.endOfPlainTarget(index, end)
            guard index < end else { break }
            switch bytes[index] {
            case .percent: if questionMark < 0 { head.pathIsEncoded = true }
            case .questionMark: if questionMark < 0 { questionMark = index }
            case .numberSign: return .wrong(.malformedTarget)
            default: break scan
            }
            index &+= 1
        }
        position = index
        guard index < bound else { return .wrong(.targetTooLong) }
        guard index < bytes.count else { return .needMore }
        guard bytes[index] == .space else {
            let isTarget = bytes[index] >= 0x80 || bytes[index] == 0x7f
            return .wrong(isTarget ? .malformedTarget : .malformedRequestLine)
        }
        guard index > partStart else { return .wrong(.malformedRequestLine) }
        head.target = ByteRange(partStart, index)
        if let error = TargetForm.split(
            bytes, target: partStart..<index, questionMark: questionMark, into: &head)
        {
            return .wrong(error)
        }
        position = index + 1
        partStart = position
        stage = .version
        return .next
    }

    /// Parses the HTTP version and CRLF: `HTTP/1.1` by one comparison, otherwise byte by byte.
    private mutating func takeVersion(_ bytes: Span<UInt8>, _ head: inout RequestHead) -> Step {
        guard partStart + 8 <= bound else { return .wrong(.targetTooLong) }
        if bytes.count &- partStart >= 10, bytes.word(at: partStart) == Self.version11,
            bytes[partStart &+ 8] == .carriageReturn, bytes[partStart &+ 9] == .lineFeed
        {
            return beginFields(&head, minorVersion: 1)
        }
        let end = Swift.min(bytes.count, partStart &+ 10)
        var index = position
        while index < end {
            let byte = bytes[index]
            // The digits of the version are checked below.
            let expected = Self.versionPattern[index &- partStart]
            guard byte == expected || (expected == 0 && byte.isDigit) else { return .wrong(.malformedRequestLine) }
            index &+= 1
        }
        position = index
        guard index == partStart &+ 10 else { return .needMore }
        let minor = Int(bytes[partStart + 7]) - 0x30
        guard bytes[partStart + 5] == 0x31, minor <= 1 else { return .wrong(.unsupportedVersion) }
        return beginFields(&head, minorVersion: minor)
    }

    /// `HTTP/1.1` as eight bytes in one word.
    private static let version11: UInt64 = 0x312e_312f_5054_5448

    @inline(__always)
    private mutating func beginFields(_ head: inout RequestHead, minorVersion: Int) -> Step {
        head.minorVersion = minorVersion
        position = partStart &+ 10
        sectionStart = position
        bound = position + limits.headerSection
        stage = .fieldStart
        return .next
    }

    /// The expected bytes of the version: `HTTP/`, a digit, a dot, a digit and CRLF. 0 stands for a digit.
    private static var versionPattern: InlineArray<10, UInt8> {
        [0x48, 0x54, 0x54, 0x50, 0x2f, 0, 0x2e, 0, 0x0d, 0x0a]
    }

    /// Parses all complete field lines. The scan works on local variables, which are stored only when the bytes end.
    private mutating func takeFields(_ bytes: Span<UInt8>, _ head: inout RequestHead) -> Step {
        let end = Swift.min(bytes.count, bound)
        var index = position
        if index == sectionStart, stage == .fieldStart {
            if let length = repeated.take(bytes, at: index, &head.fields, &framing) {
                position = index &+ length
                return .end
            }
            head.fields.removeAll(keepingCapacity: true)
            framing = FramingFields()
        }
        while true {
            if stage == .fieldStart {
                guard index < bytes.count else { return suspend(at: index) }
                if bytes[index] == .carriageReturn {
                    guard index &+ 1 < bytes.count else { return suspend(at: index) }
                    guard bytes[index &+ 1] == .lineFeed else { return .wrong(.malformedField) }
                    position = index &+ 2
                    repeated.keep(
                        bytes.extracting(sectionStart..<position), at: sectionStart, head.fields, framing)
                    return .end
                }
                guard head.fields.count < limits.fieldCount else { return .wrong(.tooManyFields) }
                partStart = index
                stage = .fieldName
            }
            if stage == .fieldName {
                while index < end, bytes[index].isTokenCharacter { index &+= 1 }
                guard index < bound else { return .wrong(.headerSectionTooLarge) }
                guard index < bytes.count else { return suspend(at: index) }
                guard bytes[index] == .colon, index > partStart else { return .wrong(.malformedField) }
                fieldName = ByteRange(partStart, index)
                index &+= 1
                partStart = index
                stage = .fieldValue
            }
            index = bytes.endOfFieldValue(index, end)
            guard index < bound else { return .wrong(.headerSectionTooLarge) }
            guard index < bytes.count else { return suspend(at: index) }
            guard bytes[index] == .carriageReturn else { return .wrong(.malformedField) }
            guard index &+ 1 < bytes.count else { return suspend(at: index) }
            guard bytes[index &+ 1] == .lineFeed else { return .wrong(.malformedField) }
            let field = FieldSlice(name: fieldName, value: bytes.trimmingWhitespace(partStart, index))
            head.fields.append(field)
            if let error = framing.note(field, bytes, &hostCache) { return .wrong(error) }
            index &+= 2
            stage = .fieldStart
        }
    }

    private mutating func suspend(at index: Int) -> Step {
        position = index
        return .needMore
    }

    private func finish(_ head: inout RequestHead) -> Outcome {
        if let error = framing.conclude(&head) { return .wrong(error) }
        return .done(position)
    }
}

extension UInt8 {
    @inlinable static var carriageReturn: UInt8 { 0x0d }
    @inlinable static var lineFeed: UInt8 { 0x0a }
    @inlinable static var tab: UInt8 { 0x09 }
    @inlinable static var space: UInt8 { 0x20 }
    @inlinable static var colon: UInt8 { 0x3a }
    @inlinable static var semicolon: UInt8 { 0x3b }
    @inlinable static var comma: UInt8 { 0x2c }
    @inlinable static var equals: UInt8 { 0x3d }
    @inlinable static var percent: UInt8 { 0x25 }
    @inlinable static var slash: UInt8 { 0x2f }
    @inlinable static var questionMark: UInt8 { 0x3f }
    @inlinable static var numberSign: UInt8 { 0x23 }
    @inlinable static var doubleQuote: UInt8 { 0x22 }
    @inlinable static var openBracket: UInt8 { 0x5b }
    @inlinable static var closeBracket: UInt8 { 0x5d }
    @inlinable static var backslash: UInt8 { 0x5c }
    @inlinable static var ampersand: UInt8 { 0x26 }
    @inlinable static var plus: UInt8 { 0x2b }
}
