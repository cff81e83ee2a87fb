/// Takes a request's head apart (RFC 9112 §2 to §5): a pure function over the bytes received so far, which
/// says done, need more, or wrong, and goes on where it stopped when it is called with more bytes.
///
/// It is strict where leniency has been used to smuggle requests: lines end with CR LF only, nothing stands
/// between a field's name and its colon, no line is folded.
public struct RequestParser: Sendable {
    public enum Outcome: Sendable, Equatable {
        /// The head is complete and this many bytes long.
        case done(Int)
        case needMore
        case wrong(RequestError)
    }

    private enum Stage {
        case emptyLines
        case method
        case target
        case version
        case fieldStart
        case fieldName
        case fieldValue
    }

    public let limits: RequestLimits
    private var stage = Stage.emptyLines
    /// The first byte that no stage has accepted yet.
    private var position = 0
    private var partStart = 0
    /// Where the request line, or later the header section, must have ended.
    private var bound = 0
    private var questionMark = -1
    private var fieldName = ByteRange(0, 0)
    private var framing = FramingFields()

    public init(limits: RequestLimits = RequestLimits()) {
        self.limits = limits
    }

    /// Whether a byte of a request, be it an empty line, has been taken.
    public var hasBegun: Bool { position > 0 }

    /// Makes it ready for the next request.
    public mutating func reset() {
        stage = .emptyLines
        position = 0
        framing = FramingFields()
    }

    /// Parses on.
    ///
    /// - Parameters:
    ///   - bytes: all bytes of the request received so far, from its first.
    ///   - head: what was found; whole only after `.done`. Must be the same in all calls for one request.
    public mutating func parse(_ bytes: Span<UInt8>, into head: inout RequestHead) -> Outcome {
        while true {
            let step: Step
            switch stage {
            case .emptyLines: step = skipEmptyLines(bytes, &head)
            case .method: step = takeMethod(bytes, &head)
            case .target: step = takeTarget(bytes, &head)
            case .version: step = takeVersion(bytes, &head)
            case .fieldStart: step = beginField(bytes, &head)
            case .fieldName: step = takeFieldName(bytes)
            case .fieldValue: step = takeFieldValue(bytes, &head)
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

    /// RFC 9112 §2.2: empty lines before a request line are skipped; they count against its limit.
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
        var index = position
        let end = Swift.min(bytes.count, bound)
        while index < end, bytes[index].isTokenCharacter { index &+= 1 }
        position = index
        if index - partStart > HTTPMethod.maximumLength { return .wrong(.methodTooLong) }
        guard index < bound else { return .wrong(.targetTooLong) }
        guard index < bytes.count else { return .needMore }
        guard bytes[index] == .space, index > partStart else { return .wrong(.malformedRequestLine) }
        var packed = PackedName()
        for offset in partStart..<index { _ = packed.append(bytes[offset]) }
        head.method = HTTPMethod(packed)
        position = index + 1
        partStart = position
        questionMark = -1
        stage = .target
        return .next
    }

    private mutating func takeTarget(_ bytes: Span<UInt8>, _ head: inout RequestHead) -> Step {
        var index = position
        let end = Swift.min(bytes.count, bound)
        scan: while index < end {
            switch bytes[index] {
            case .percent: if questionMark < 0 { head.pathIsEncoded = true }
            case .questionMark: if questionMark < 0 { questionMark = index }
            case .numberSign: return .wrong(.malformedTarget)
            case 0x21...0x7e: break
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

    /// `HTTP/1.1` CR LF: judged byte by byte as it comes, by what may stand at each place.
    private mutating func takeVersion(_ bytes: Span<UInt8>, _ head: inout RequestHead) -> Step {
        guard partStart + 8 <= bound else { return .wrong(.targetTooLong) }
        while position < bytes.count, position < partStart + 10 {
            let byte = bytes[position]
            let fits =
                switch position - partStart {
                case 0: byte == 0x48
                case 1, 2: byte == 0x54
                case 3: byte == 0x50
                case 4: byte == 0x2f
                case 5, 7: byte.isDigit
                case 6: byte == 0x2e
                case 8: byte == .carriageReturn
                default: byte == .lineFeed
                }
            guard fits else { return .wrong(.malformedRequestLine) }
            position += 1
        }
        guard position == partStart + 10 else { return .needMore }
        let minor = Int(bytes[partStart + 7]) - 0x30
        guard bytes[partStart + 5] == 0x31, minor <= 1 else { return .wrong(.unsupportedVersion) }
        head.minorVersion = minor
        bound = position + limits.headerSection
        stage = .fieldStart
        return .next
    }

    private mutating func beginField(_ bytes: Span<UInt8>, _ head: inout RequestHead) -> Step {
        guard position < bytes.count else { return .needMore }
        if bytes[position] == .carriageReturn {
            guard position + 1 < bytes.count else { return .needMore }
            guard bytes[position + 1] == .lineFeed else { return .wrong(.malformedField) }
            position += 2
            return .end
        }
        guard head.fields.count < limits.fieldCount else { return .wrong(.tooManyFields) }
        partStart = position
        stage = .fieldName
        return .next
    }

    private mutating func takeFieldName(_ bytes: Span<UInt8>) -> Step {
        var index = position
        let end = Swift.min(bytes.count, bound)
        while index < end, bytes[index].isTokenCharacter { index &+= 1 }
        position = index
        guard index < bound else { return .wrong(.headerSectionTooLarge) }
        guard index < bytes.count else { return .needMore }
        guard bytes[index] == .colon, index > partStart else { return .wrong(.malformedField) }
        fieldName = ByteRange(partStart, index)
        position = index + 1
        partStart = position
        stage = .fieldValue
        return .next
    }

    private mutating func takeFieldValue(_ bytes: Span<UInt8>, _ head: inout RequestHead) -> Step {
        var index = position
        let end = Swift.min(bytes.count, bound)
        while index < end, bytes[index].isFieldValueCharacter { index &+= 1 }
        position = index
        guard index < bound else { return .wrong(.headerSectionTooLarge) }
        guard index < bytes.count else { return .needMore }
        guard bytes[index] == .carriageReturn else { return .wrong(.malformedField) }
        guard index + 1 < bytes.count else { return .needMore }
        guard bytes[index + 1] == .lineFeed else { return .wrong(.malformedField) }
        var first = partStart
        var last = index
        while first < last, bytes[first].isWhitespace { first &+= 1 }
        while last > first, bytes[last &- 1].isWhitespace { last &-= 1 }
        let field = FieldSlice(name: fieldName, value: ByteRange(first, last))
        head.fields.append(field)
        if let error = framing.note(field, bytes, &head) { return .wrong(error) }
        position = index + 2
        stage = .fieldStart
        return .next
    }

    private func finish(_ head: inout RequestHead) -> Outcome {
        if let error = framing.conclude(&head) { return .wrong(error) }
        return .done(position)
    }
}

extension UInt8 {
    @inlinable static var carriageReturn: UInt8 { 0x0d }
    @inlinable static var lineFeed: UInt8 { 0x0a }
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
    @inlinable static var backslash: UInt8 { 0x5c }
}
