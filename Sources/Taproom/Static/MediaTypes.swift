import TaproomHTTP

/// Media types by file extension.
struct MediaTypes: Sendable {
    private let own: [String: String]

    /// - Parameter own: types to add to the known ones or to replace them, by extension, in any case, with or without a
    ///   dot.
    init(_ own: [String: String] = [:]) {
        let pairs = own.map { ending, type in
            (String(ending.utf8.first == 0x2e ? ending.dropFirst() : ending[...]).lowercased(), type)
        }
        self.own = Dictionary(pairs) { _, last in last }
    }

    /// Returns the type of a file; `application/octet-stream` for an unknown extension.
    func type(ofPath path: String) -> String {
        let name = path.utf8.split(separator: 0x2f).last ?? path.utf8[...]
        guard let dot = name.lastIndex(of: 0x2e) else { return Self.unknown }
        let ending = String(Substring(name[name.index(after: dot)...])).lowercased()
        return own[ending] ?? Self.table[ending] ?? Self.unknown
    }

    /// Returns the media type for a name: an extension such as `html`, or a media type itself.
    static func type(_ name: String) -> String {
        if name.utf8.contains(0x2f) { return name }
        switch name {
        case "text": return "text/plain"
        case "form": return "application/x-www-form-urlencoded"
        case "multipart": return "multipart/form-data"
        default:
            let type = table[name.lowercased()] ?? unknown
            return type.split(separator: ";").first.map { String($0) } ?? type
        }
    }

    static let unknown = "application/octet-stream"

    private static let table: [String: String] = [
        "7z": "application/x-7z-compressed",
        "aac": "audio/aac",
        "apk": "application/vnd.android.package-archive",
        "apng": "image/apng",
        "atom": "application/atom+xml",
        "avi": "video/x-msvideo",
        "avif": "image/avif",
        "bmp": "image/bmp",
        "br": "application/x-brotli",
        "bz2": "application/x-bzip2",
        "cjs": "text/javascript; charset=utf-8",
        "css": "text/css; charset=utf-8",
        "csv": "text/csv; charset=utf-8",
        "dmg": "application/x-apple-diskimage",
        "doc": "application/msword",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "eot": "application/vnd.ms-fontobject",
        "epub": "application/epub+zip",
        "flac": "audio/flac",
        "geojson": "application/geo+json",
        "gif": "image/gif",
        "glb": "model/gltf-binary",
        "gltf": "model/gltf+json",
        "gz": "application/gzip",
        "heic": "image/heic",
        "heif": "image/heif",
        "htm": "text/html; charset=utf-8",
        "html": "text/html; charset=utf-8",
        "ico": "image/x-icon",
        "ics": "text/calendar; charset=utf-8",
        "jar": "application/java-archive",
        "jpeg": "image/jpeg",
        "jpg": "image/jpeg",
        "js": "text/javascript; charset=utf-8",
        "json": "application/json",
        "jsonld": "application/ld+json",
        "jxl": "image/jxl",
        "log": "text/plain; charset=utf-8",
        "m3u8": "application/vnd.apple.mpegurl",
        "m4a": "audio/mp4",
        "m4s": "video/iso.segment",
        "m4v": "video/mp4",
        "map": "application/json",
        "md": "text/markdown; charset=utf-8",
        "mid": "audio/midi",
        "mjs": "text/javascript; charset=utf-8",
        "mkv": "video/matroska",
        "mov": "video/quicktime",
        "mp3": "audio/mpeg",
        "mp4": "video/mp4",
        "mpd": "application/dash+xml",
        "mpeg": "video/mpeg",
        "odp": "application/vnd.oasis.opendocument.presentation",
        "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "odt": "application/vnd.oasis.opendocument.text",
        "oga": "audio/ogg",
        "ogg": "audio/ogg",
        "ogv": "video/ogg",
        "opus": "audio/ogg",
        "otf": "font/otf",
        "pdf": "application/pdf",
        "png": "image/png",
        "ppt": "application/vnd.ms-powerpoint",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "rar": "application/vnd.rar",
        "rss": "application/rss+xml",
        "rtf": "application/rtf",
        "svg": "image/svg+xml",
        "tar": "application/x-tar",
        "tgz": "application/gzip",
        "tif": "image/tiff",
        "tiff": "image/tiff",
        "toml": "application/toml",
        "ts": "video/mp2t",
        "ttf": "font/ttf",
        "txt": "text/plain; charset=utf-8",
        "vcf": "text/vcard; charset=utf-8",
        "vtt": "text/vtt; charset=utf-8",
        "wasm": "application/wasm",
        "wav": "audio/wav",
        "weba": "audio/webm",
        "webm": "video/webm",
        "webmanifest": "application/manifest+json",
        "webp": "image/webp",
        "woff": "font/woff",
        "woff2": "font/woff2",
        "xhtml": "application/xhtml+xml",
        "xls": "application/vnd.ms-excel",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xml": "application/xml",
        "xz": "application/x-xz",
        "yaml": "application/yaml",
        "yml": "application/yaml",
        "zip": "application/zip",
        "zst": "application/zstd",
    ]
}
