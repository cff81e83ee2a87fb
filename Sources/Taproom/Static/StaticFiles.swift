import TaproomHTTP
import TaproomNet

/// Answers GET and HEAD with files of a folder; what is not there goes on to the rest of the chain.
///
///     app.use(try StaticFiles("Public", cacheControl: "max-age=3600", extensions: ["html"]))
///
/// Nothing outside of the folder is reachable: a path whose decoded segments hold a slash, a backslash or NUL finds
/// nothing, nor does one with a segment that begins with a dot, unless it is one of `dotfiles`, nor a symbolic link that
/// leads out. The folder is looked up for each request, so that it may be a symbolic link that a deployment points to
/// another folder, or be removed and made again.
///
/// A file beside its `.gz` is sent compressed to clients that accept it, unless the `.gz` is older. Conditions and ranges
/// are those of RFC 9110 §13 and §14.
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
        /// The path under which the files are, such as `/assets`, which is not a part of their paths in the folder.
        public var prefix = ""
        /// Endings that are tried, in turn, for a path that names no file and has none: with `html`, `/about` is answered
        /// with `about.html`.
        public var extensions: [String] = []
        /// Names that begin with a dot and are served nevertheless.
        public var dotfiles = [".well-known"]
        /// Media types by the endings of files' names, besides those that are known, or in their place.
        public var mediaTypes: [String: String] = [:]
        /// Header fields for a file, by its path in the folder; they take the place of those that it would have.
        public var headers: (@Sendable (_ path: String) -> HeaderFields)?

        /// - Parameter cacheControl: the value of Cache-Control for each file; nil for none.
        public init(cacheControl: String? = nil) {
            self.cacheControl = cacheControl
        }
    }

    private let root: FileRoot
    private let options: Options
    private let prefix: PathPrefix
    private let dotfiles: [[UInt8]]
    private let mediaTypes: MediaTypes

    /// - Parameters:
    ///   - directory: the folder.
    ///   - cacheControl: the value of Cache-Control for every file.
    ///   - extensions: endings that are tried for a path that names no file, as `Options.extensions`.
    ///   - mediaTypes: media types by the endings of files' names, as `Options.mediaTypes`.
    ///   - headers: header fields for a file, by its path in the folder, as `Options.headers`.
    /// - Throws: `SystemError` where there is no such folder.
    public init(
        _ directory: String, cacheControl: String? = nil, extensions: [String] = [], mediaTypes: [String: String] = [:],
        headers: (@Sendable (_ path: String) -> HeaderFields)? = nil
    ) throws {
        var options = Options(cacheControl: cacheControl)
        options.extensions = extensions
        options.mediaTypes = mediaTypes
        options.headers = headers
        try self.init(directory, options: options)
    }

    /// - Throws: `SystemError` where there is no such folder.
    public init(_ directory: String, options: Options) throws {
        root = try FileRoot(directory)
        self.options = options
        prefix = PathPrefix(options.prefix)
        // A path never leaves the folder, whatever is allowed.
        dotfiles = options.dotfiles.map { Array($0.utf8) }.filter { $0 != [0x2e] && $0 != [0x2e, 0x2e] }
        mediaTypes = MediaTypes(options.mediaTypes)
    }

    /// Serves the file of the request's path, and calls the rest of the chain where there is none.
    @inline(__always)
    public func respond(to request: Request, next: Next) async throws -> Response {
        guard request.method == .get || request.method == .head,
            request.head.path.count > 1 || options.index != nil, let response = try file(request)
        else { return await next(request) }
        return response
    }

    private func file(_ request: Request) throws -> Response? {
        guard var path = try StaticPath(request, behind: prefix, dotfiles: dotfiles), let folder = try root.folder(),
            var file = try find(&path, in: folder)
        else { return nil }
        if file.isDirectory {
            guard let index = options.index,
                let inside = try folder.open(path.text.isEmpty ? index : path.text + "/" + index), !inside.isDirectory
            else { return nil }
            guard path.endsWithSlash else { return options.redirectsFolders ? redirect(request) : nil }
            path.text = path.text.isEmpty ? index : path.text + "/" + index
            file = inside
        } else if path.endsWithSlash {
            return nil
        }
        var headers = headers(path.text)
        if options.precompressed, let compressed = try folder.open(path.text + ".gz"), !compressed.isDirectory,
            !compressed.isOlder(than: file)
        {
            headers.appendElement("Accept-Encoding", to: "Vary")
            if ContentCoding.accepts("gzip", request) {
                file = compressed
                headers["Content-Encoding"] = "gzip"
            }
        }
        return FileResponse(file: file, headers: headers).answer(request)
    }

    /// The file or folder of a path, which one of the extensions may be added to.
    private func find(_ path: inout StaticPath, in folder: FileFolder) throws -> OpenFile? {
        let found = try folder.open(path.text)
        guard !options.extensions.isEmpty, found?.isDirectory != false, !path.text.isEmpty, !path.endsWithSlash,
            !path.hasEnding
        else { return found }
        if found != nil, let index = options.index, try folder.open(path.text + "/" + index) != nil { return found }
        for ending in options.extensions {
            if let file = try folder.open(path.text + "." + ending), !file.isDirectory {
                path.text += "." + ending
                return file
            }
        }
        return found
    }

    private func headers(_ path: String) -> HeaderFields {
        var headers = options.headers?(path) ?? HeaderFields()
        if headers.contentType == nil { headers.contentType = mediaTypes.type(ofPath: path) }
        if let cacheControl = options.cacheControl, !headers.contains("Cache-Control") {
            headers["Cache-Control"] = cacheControl
        }
        if !headers.contains("X-Content-Type-Options") { headers["X-Content-Type-Options"] = "nosniff" }
        return headers
    }

    /// To the same path with a slash: relative to the host, whatever proxies stand before it, and never to
    /// another host, as a path that begins with two slashes would.
    private func redirect(_ request: Request) -> Response {
        let path = "/" + request.text(request.head.path).drop { $0 == "/" } + "/"
        let query = request.queryString
        return .redirect(to: query.isEmpty ? path : path + "?" + query, status: .permanentRedirect)
    }
}
