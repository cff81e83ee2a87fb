import TaproomHTTP
import TaproomNet

/// Serves the files of a folder for GET and HEAD. Other requests, and those for which there is no file, go to the rest
/// of the chain.
///
///     app.use(try StaticFiles("Public", cacheControl: "max-age=3600", extensions: ["html"]))
///
/// Nothing outside of the folder is served. A path finds no file if a decoded segment contains a slash, a backslash or
/// NUL, or begins with a dot and is not one of `dotfiles`. Neither does a symbolic link that leads out of the folder.
/// The folder is looked up for each request, so it may be a symbolic link that a deployment redirects to another
/// folder, or be removed and created again.
///
/// If a file has a `.gz` file beside it that is not older, clients that accept gzip get that one. Conditions and ranges
/// are evaluated as RFC 9110 §13 and §14 define them.
public struct StaticFiles: Middleware {
    /// The options for serving files.
    public struct Options: Sendable {
        /// The value of Cache-Control for every file; nil for none.
        public var cacheControl: String?
        /// The file that is served for the path of its folder; nil for none.
        public var index: String? = "index.html"
        /// Whether a folder with an index is redirected to the path with a slash at its end, if the path has none.
        public var redirectsFolders = true
        /// Whether `.gz` files are sent in place of the files beside them.
        public var precompressed = true
        /// The path under which the files are served, such as `/assets`. It is not part of their paths in the folder.
        public var prefix = ""
        /// Extensions that are tried, in order, for a path that names no file and has no extension: with `html`, the
        /// path `/about` finds `about.html`.
        public var extensions: [String] = []
        /// Names that are served although they begin with a dot.
        public var dotfiles = [".well-known"]
        /// Media types by file extension, which are added to the known ones or replace them.
        public var mediaTypes: [String: String] = [:]
        /// Returns the header fields for a file, by its path in the folder. They replace the ones that it would have.
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
    ///   - extensions: extensions that are tried for a path that names no file, as in `Options.extensions`.
    ///   - mediaTypes: media types by file extension, as in `Options.mediaTypes`.
    ///   - headers: returns the header fields for a file, by its path in the folder, as in `Options.headers`.
    /// - Throws: `SystemError` if there is no such folder.
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

    /// - Throws: `SystemError` if there is no such folder.
    public init(_ directory: String, options: Options) throws {
        root = try FileRoot(directory)
        self.options = options
        prefix = PathPrefix(options.prefix)
        // These two names would lead out of the folder or to itself, so they are never allowed.
        dotfiles = options.dotfiles.map { Array($0.utf8) }.filter { $0 != [0x2e] && $0 != [0x2e, 0x2e] }
        mediaTypes = MediaTypes(options.mediaTypes)
    }

    /// Serves the file of the request's path, or calls the rest of the chain if there is none.
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

    /// Returns the file or folder of a path. If an extension was needed to find the file, it is added to the path.
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

    /// Redirects to the same path with a slash. The location has no host, so it works behind proxies. It begins with a
    /// single slash, because a browser takes a path that begins with two for another host.
    private func redirect(_ request: Request) -> Response {
        let path = "/" + request.text(request.head.path).drop { $0 == "/" } + "/"
        let query = request.queryString
        return .redirect(to: query.isEmpty ? path : path + "?" + query, status: .permanentRedirect)
    }
}
