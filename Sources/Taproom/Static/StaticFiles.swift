import TaproomHTTP
import TaproomNet

/// Answers GET and HEAD with files of a folder; what is not there goes on to the rest of the chain.
///
/// Nothing outside of the folder is reachable: a path whose decoded segments hold a dot at the front, a slash,
/// a backslash or NUL finds nothing, nor does a symbolic link that leads out.
///
/// A file beside its `.gz` is sent compressed to clients that accept it. Conditions and ranges are those of
/// RFC 9110 §13 and §14.
public struct StaticFiles: Middleware {
    /// How files are served.
    public struct Options: Sendable {
        /// The value of Cache-Control for every file; nil for none.
        public var cacheControl: String?
        /// The file that stands for its folder; nil for none.
        public var index: String? = "index.html"
        /// Whether the path of a folder with an index, but without a slash at its end, is redirected to the one
        /// with it.
        public var redirectsFolders = true
        /// Whether `.gz` files beside others are sent in their place.
        public var precompressed = true

        public init(cacheControl: String? = nil) {
            self.cacheControl = cacheControl
        }
    }

    private let root: FileRoot
    private let options: Options

    /// - Parameters:
    ///   - directory: the folder.
    ///   - cacheControl: the value of Cache-Control for every file.
    /// - Throws: `SystemError` where there is no such folder.
    public init(_ directory: String, cacheControl: String? = nil) throws {
        try self.init(directory, options: Options(cacheControl: cacheControl))
    }

    /// - Throws: `SystemError` where there is no such folder.
    public init(_ directory: String, options: Options) throws {
        root = try FileRoot(directory)
        self.options = options
    }

    @inline(__always)
    public func respond(to request: Request, next: Next) async throws -> Response {
        guard request.method == .get || request.method == .head,
            request.head.path.count > 1 || options.index != nil, let response = try file(request)
        else { return await next(request) }
        return response
    }

    private func file(_ request: Request) throws -> Response? {
        guard var path = try StaticPath.path(of: request) else { return nil }
        let isFolderPath = StaticPath.endsWithSlash(request)
        guard var file = root.open(path) else { return nil }
        if file.isDirectory {
            guard let index = options.index, let inside = root.open(path.isEmpty ? index : path + "/" + index),
                !inside.isDirectory
            else { return nil }
            guard isFolderPath else { return options.redirectsFolders ? redirect(request) : nil }
            path += "/" + index
            file = inside
        } else if isFolderPath {
            return nil
        }
        var headers = HeaderFields()
        var encoding: String?
        if options.precompressed, let compressed = root.open(path + ".gz"), !compressed.isDirectory,
            compressed.modified >= file.modified
        {
            headers["Vary"] = "Accept-Encoding"
            if ContentCoding.accepts("gzip", request) {
                file = compressed
                encoding = "gzip"
            }
        }
        if let encoding { headers["Content-Encoding"] = encoding }
        if let cacheControl = options.cacheControl { headers["Cache-Control"] = cacheControl }
        headers["X-Content-Type-Options"] = "nosniff"
        return FileResponse(file: file, contentType: MediaTypes.type(ofPath: path), headers: headers).answer(request)
    }

    /// To the same path with a slash: relative to the host, whatever proxies stand before it, and never to
    /// another host, as a path that begins with two slashes would.
    private func redirect(_ request: Request) -> Response {
        let path = "/" + request.text(request.head.path).drop { $0 == "/" } + "/"
        let query = request.queryString
        return .redirect(to: query.isEmpty ? path : path + "?" + query, status: .permanentRedirect)
    }
}
