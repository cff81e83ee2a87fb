import TaproomHTTP

/// The path of a file that a request asks for.
struct StaticPath {
    /// Relative to the folder, without a slash at either end.
    var text: String
    /// Whether the request's path ends with a slash, as the path of a folder should.
    let endsWithSlash: Bool

    /// Makes the decoded path after the mount's path and the prefix; nil if the path has another prefix, or no file can
    /// have it: a segment begins with a dot and is not allowed to, contains a slash or a backslash once it is decoded,
    /// or is not UTF-8. It is decoded once, so a doubly encoded path names a file with a `%` in its name.
    ///
    /// - Throws: `HTTPError` 400 if a percent sign is not followed by two hexadecimal digits, or encodes NUL.
    init?(_ request: Request, behind prefix: PathPrefix, dotfiles: [[UInt8]]) throws {
        guard let decoded = request.decodedSegments else {
            throw HTTPError(.badRequest, "The path holds a % without two hexadecimal digits behind it, or NUL.")
        }
        guard decoded.starts(with: prefix.segments) else { return nil }
        var segments: [String] = []
        for bytes in decoded.dropFirst(prefix.segments.count) {
            guard !bytes.contains(where: { $0 == 0 || $0 == 0x2f || $0 == 0x5c }),
                bytes.first != 0x2e || dotfiles.contains(bytes), let segment = String(validating: bytes, as: UTF8.self)
            else { return nil }
            segments.append(segment)
        }
        text = segments.joined(separator: "/")
        let path = request.head.path
        endsWithSlash = path.isEmpty || request.withBytes { $0[Int(path.upper) - 1] } == 0x2f
    }

    /// Whether the file's name has an extension, such as `.html`.
    var hasEnding: Bool {
        let name = text.utf8.split(separator: 0x2f).last ?? text.utf8[...]
        return name.dropFirst().contains(0x2e)
    }
}
