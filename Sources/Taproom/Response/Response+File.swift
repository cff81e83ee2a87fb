import TaproomHTTP
import TaproomNet

extension Response {
    /// Returns a response with a file, whose media type follows from its extension. It handles HEAD, conditional
    /// requests and ranges as `StaticFiles` does (RFC 9110 §13 and §14). If there is no such file, the response is 404.
    ///
    ///     Response.file("report.pdf", attachment: "Bericht März.pdf")
    ///     Response.file(name, in: "Uploads")
    ///
    /// - Parameters:
    ///   - path: the path relative to the working directory, or to `directory`.
    ///   - directory: a folder that `path` can't lead out of. Use it if any part of the path comes from a client.
    ///   - attachment: the name under which the browser saves the file; nil to display it.
    ///   - contentType: the media type; nil for that of the file's extension.
    public static func file(
        _ path: String, in directory: String? = nil, attachment: String? = nil, contentType: String? = nil
    ) -> Response {
        var response = Response(contentType: contentType ?? MediaTypes().type(ofPath: path))
        if let attachment { response.setAttachment(attachment) }
        response.deferral = ResponseDeferral { request, response in
            guard let file = try open(path, in: directory), !file.isDirectory else { throw HTTPError(.notFound) }
            return FileResponse(file: file, headers: response.headers).answer(request, status: response.status)
        }
        return response
    }

    private static func open(_ path: String, in directory: String?) throws -> OpenFile? {
        guard let directory else { return try OpenFile(path: path) }
        // A path from a client is treated as one in a URL: no segment may be hidden or lead up.
        guard path.utf8.split(separator: 0x2f).allSatisfy({ $0.first != 0x2e }) else { return nil }
        return try FileRoot(directory).folder()?.open(path)
    }

    /// Tells the browser to save the content under a name (RFC 6266). The name is also sent in ASCII, for old browsers.
    public mutating func setAttachment(_ name: String) {
        let last = name.utf8.split { $0 == 0x2f || $0 == 0x5c }.last.map { String(Substring($0)) } ?? ""
        let plain = String(
            decoding: last.utf8.map { 0x20...0x7e ~= $0 && $0 != 0x22 && $0 != 0x25 ? $0 : 0x5f }, as: UTF8.self)
        headers["Content-Disposition"] =
            plain == last
            ? "attachment; filename=\"\(plain)\""
            : "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(extended(last))"
    }

    /// Returns the name as an `ext-value` (RFC 8187 §3.2.1), which leaves fewer characters unencoded than a component
    /// of a URI.
    private func extended(_ name: String) -> String {
        var text = ""
        for character in PercentCoding.encode(name).unicodeScalars {
            switch character {
            case "'", "(", ")", "*": text += "%" + String(character.value, radix: 16, uppercase: true)
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}
