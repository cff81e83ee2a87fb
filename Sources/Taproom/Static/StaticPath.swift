import TaproomHTTP

/// The path of a file as a request names it.
enum StaticPath {
    /// The decoded path relative to the folder, without a slash at either end; nil where no file can have it: a
    /// segment that begins with a dot, or holds a slash, a backslash or NUL once it is decoded. Decoded once: a
    /// doubly encoded path names a file with a `%` in its name.
    ///
    /// - Throws: `HTTPError` 400 where a percent sign is not followed by two digits.
    static func path(of request: Request) throws -> String? {
        var segments: [String] = []
        for raw in request.text(request.head.path).utf8.split(separator: 0x2f) {
            guard let bytes = PercentCoding.decode(raw) else {
                throw HTTPError(.badRequest, "A % in the path is not followed by two hexadecimal digits.")
            }
            guard !bytes.contains(where: { $0 == 0 || $0 == 0x2f || $0 == 0x5c }), bytes.first != 0x2e,
                let segment = String(validating: bytes, as: UTF8.self)
            else { return nil }
            segments.append(segment)
        }
        return segments.joined(separator: "/")
    }

    /// Whether the path ends with a slash, as that of a folder should.
    static func endsWithSlash(_ request: Request) -> Bool {
        let path = request.head.path
        return path.isEmpty || request.withBytes { $0[Int(path.upper) - 1] } == 0x2f
    }
}
