import TaproomHTTP

/// One line of the access log. Text from the client is escaped, so it can neither move a terminal's cursor nor begin a
/// line or a word.
struct AccessLogLine {
    let method: String
    let target: String
    let status: HTTPStatus
    let microseconds: Int
    let label: Substring?
    /// The request's id, if other servers or the client know it too.
    var requestID: String?
    /// Whether no middleware saw the request.
    var isRejected = false

    /// Appends the line as text, such as `GET /path 200 0.12 ms label`.
    func appendText(colours: Bool, to output: inout [UInt8]) {
        // Columns are for people. A program that reads from a pipe splits the line at single spaces.
        let start = output.count
        ControlCharacters.append(method, for: .word, to: &output)
        if colours { Self.pad(&output, from: start, to: 5) }
        output.append(0x20)
        ControlCharacters.append(target, for: .word, to: &output)
        if colours { Self.pad(&output, from: start, to: 24) }
        output.append(0x20)
        if colours { output.append(contentsOf: colour.utf8) }
        output.append(decimal: status.code)
        if colours { output.append(contentsOf: "\u{1b}[0m".utf8) }
        output.append(0x20)
        if colours, microseconds < 100_000 { output.append(contentsOf: microseconds < 10_000 ? "  ".utf8 : " ".utf8) }
        appendMilliseconds(to: &output)
        output.append(contentsOf: " ms".utf8)
        if let label = isRejected ? "rejected" : label.map(String.init) {
            output.append(0x20)
            if colours { output.append(contentsOf: " \u{1b}[2m".utf8) }
            ControlCharacters.append(label, for: .word, to: &output)
            if colours { output.append(contentsOf: "\u{1b}[0m".utf8) }
        }
        output.append(0x0a)
    }

    private static func pad(_ output: inout [UInt8], from start: Int, to width: Int) {
        while output.count - start < width { output.append(0x20) }
    }

    /// Appends the line as a JSON object.
    ///
    /// - Parameters:
    ///   - client: the client's address.
    ///   - time: milliseconds since 1970.
    func appendJSON(client: String, at time: Int, to output: inout [UInt8]) {
        output.append(contentsOf: "{\"time\":\"".utf8)
        ISODate.append(milliseconds: time, to: &output)
        output.append(contentsOf: "\",\"method\":\"".utf8)
        ControlCharacters.append(method, for: .jsonString, to: &output)
        output.append(contentsOf: "\",\"path\":\"".utf8)
        ControlCharacters.append(target, for: .jsonString, to: &output)
        output.append(contentsOf: "\",\"status\":".utf8)
        output.append(decimal: status.code)
        output.append(contentsOf: ",\"ms\":".utf8)
        appendMilliseconds(to: &output)
        if let label {
            output.append(contentsOf: ",\"session\":\"".utf8)
            ControlCharacters.append(String(label), for: .jsonString, to: &output)
            output.append(0x22)
        }
        if let requestID {
            output.append(contentsOf: ",\"request_id\":\"".utf8)
            ControlCharacters.append(requestID, for: .jsonString, to: &output)
            output.append(0x22)
        }
        if isRejected { output.append(contentsOf: ",\"rejected\":true".utf8) }
        output.append(contentsOf: ",\"client\":\"".utf8)
        ControlCharacters.append(client, for: .jsonString, to: &output)
        output.append(contentsOf: "\"}\n".utf8)
    }

    private var colour: String {
        switch status.code {
        case ..<300: "\u{1b}[32m"
        case ..<400: "\u{1b}[36m"
        case ..<500: "\u{1b}[33m"
        default: "\u{1b}[31m"
        }
    }

    private func appendMilliseconds(to output: inout [UInt8]) {
        output.append(decimal: microseconds / 1000)
        output.append(0x2e)
        output.append(addingCapacity: 2) { $0.append(twoDigits: microseconds % 1000 / 10) }
    }
}
