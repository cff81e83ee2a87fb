/// The fields that determine where a message ends (RFC 9112 §6.1 to §6.3). If implementations disagree about the end,
/// requests can be smuggled, so every ambiguous combination is an error.
struct FramingFields: Sendable {
    private var contentLength = -1
    private var hasTransferEncoding = false
    private var endsChunked = false
    private var hostCount = 0
    private var close = false
    private var keepAlive = false
    private var expectsContinue = false
    private var host = ByteRange(0, 0)

    /// Adjusts the ranges for a section that starts a number of bytes further to the right.
    mutating func move(by distance: Int) {
        if hostCount > 0 { host = host.moved(by: distance) }
    }

    /// Takes note of a field. Its name is compared only with names of the same length.
    mutating func note(_ field: FieldSlice, _ bytes: Span<UInt8>, _ hostCache: inout HostCache) -> RequestError? {
        switch field.name.count {
        case 4 where bytes.equals(field.name, ignoringCase: KnownName.host):
            return noteHost(field.value, bytes, &hostCache)
        case 6 where bytes.equals(field.name, ignoringCase: KnownName.expect):
            guard bytes.equals(field.value, ignoringCase: "100-continue") else { return .unknownExpectation }
            expectsContinue = true
            return nil
        case 10 where bytes.equals(field.name, ignoringCase: KnownName.connection):
            noteConnection(field.value, bytes)
            return nil
        case 14 where bytes.equals(field.name, ignoringCase: KnownName.contentLength):
            return noteContentLength(field.value, bytes)
        case 17 where bytes.equals(field.name, ignoringCase: "transfer-encoding"):
            return noteTransferEncoding(field.value, bytes)
        default:
            return nil
        }
    }

    /// Checks the fields together, and sets the framing and the connection's state.
    func conclude(_ head: inout RequestHead) -> RequestError? {
        if hostCount == 0, head.minorVersion == 1 { return .missingHost }
        if head.authority.isEmpty { head.authority = host }
        if hasTransferEncoding {
            if contentLength >= 0 { return .contentLengthWithTransferEncoding }
            if head.minorVersion == 0 { return .transferEncodingInHTTP10 }
            if !endsChunked { return .malformedTransferEncoding }
            head.framing = .chunked
        } else if contentLength > 0 {
            head.framing = .length(contentLength)
        }
        head.keepAlive = !close && (head.minorVersion == 1 || keepAlive)
        // An expectation in HTTP/1.0 is ignored (RFC 9110 §10.1.1).
        head.expectsContinue = expectsContinue && head.minorVersion == 1
        return nil
    }

    private mutating func noteHost(
        _ value: ByteRange, _ bytes: Span<UInt8>, _ known: inout HostCache
    ) -> RequestError? {
        hostCount += 1
        if hostCount > 1 { return .duplicateHost }
        guard known.isValid(bytes, value) else { return .malformedHost }
        host = value
        return nil
    }

    private mutating func noteContentLength(_ value: ByteRange, _ bytes: Span<UInt8>) -> RequestError? {
        guard !value.isEmpty else { return .malformedContentLength }
        var length = 0
        for index in value.offset(by: 0) {
            guard bytes[index].isDigit else { return .malformedContentLength }
            let (product, over) = length.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int(bytes[index]) - 0x30)
            if over || carry { return .malformedContentLength }
            length = sum
        }
        if contentLength >= 0, contentLength != length { return .conflictingContentLength }
        contentLength = length
        return nil
    }

    private mutating func noteTransferEncoding(_ value: ByteRange, _ bytes: Span<UInt8>) -> RequestError? {
        hasTransferEncoding = true
        var elements = ListElements(value)
        while let element = elements.next(bytes) {
            if element.isEmpty || endsChunked { return .malformedTransferEncoding }
            if bytes.equals(element, ignoringCase: "chunked") {
                endsChunked = true
            } else {
                let isToken = element.offset(by: 0).allSatisfy { bytes[$0].isTokenCharacter }
                // The rest of the list does not matter, because content with an unknown coding can't be decoded.
                return isToken ? .unknownTransferCoding : .malformedTransferEncoding
            }
        }
        return nil
    }

    private mutating func noteConnection(_ value: ByteRange, _ bytes: Span<UInt8>) {
        var elements = ListElements(value)
        while let element = elements.next(bytes) {
            if bytes.equals(element, ignoringCase: "close") { close = true }
            if bytes.equals(element, ignoringCase: "keep-alive") { keepAlive = true }
        }
    }
}

/// The elements of a comma-separated value, without white space around them (RFC 9110 §5.6.1).
struct ListElements {
    private var position: Int
    private let end: Int
    private var isDone = false

    init(_ range: ByteRange) {
        position = Int(range.lower)
        end = Int(range.upper)
    }

    mutating func next(_ bytes: Span<UInt8>) -> ByteRange? {
        guard !isDone else { return nil }
        var stop = position
        while stop < end, bytes[stop] != .comma { stop += 1 }
        defer { position = stop + 1 }
        isDone = stop == end
        return bytes.trimmingWhitespace(position, stop)
    }
}
