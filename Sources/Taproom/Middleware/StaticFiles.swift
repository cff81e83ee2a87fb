import TaproomHTTP
import TaproomNet

/// Answers GET and HEAD with files of a folder; what is not there goes on to the rest of the chain.
///
/// Nothing outside of the folder is reachable: a path whose decoded segments hold a dot at the front, a slash,
/// a backslash or NUL finds nothing, nor does a symbolic link that leads out.
public struct StaticFiles: Middleware {
    private let root: FileRoot
    private let cacheControl: String?

    /// - Parameters:
    ///   - directory: the folder.
    ///   - cacheControl: the value of Cache-Control for every file.
    /// - Throws: `SystemError` where there is no such folder.
    public init(_ directory: String, cacheControl: String? = nil) throws {
        root = try FileRoot(directory)
        self.cacheControl = cacheControl
    }

    public func respond(to request: Request, next: Next) async throws -> Response {
        guard request.method == .get || request.method == .head, request.head.path.count > 1,
            let path = try StaticPath.path(of: request), let file = root.open(path), !file.isDirectory
        else { return try await next(request) }
        var response = Response(
            contentType: StaticPath.contentType(of: path), body: .file(file, 0..<file.size))
        response.headers["Last-Modified"] = HTTPDate.string(secondsSinceEpoch: file.modified)
        response.headers["X-Content-Type-Options"] = "nosniff"
        if let cacheControl { response.headers["Cache-Control"] = cacheControl }
        return response
    }
}

/// The path of a file as a request names it.
enum StaticPath {
    /// The decoded path relative to the folder, or nil where no file can have it.
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

    static func contentType(of path: String) -> String {
        guard let dot = path.utf8.lastIndex(of: 0x2e) else { return "application/octet-stream" }
        return switch path[path.index(after: dot)...].lowercased() {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "html": "text/html; charset=utf-8"
        case "svg": "image/svg+xml"
        case "txt": "text/plain; charset=utf-8"
        case "ico": "image/x-icon"
        case "png": "image/png"
        default: "application/octet-stream"
        }
    }
}
