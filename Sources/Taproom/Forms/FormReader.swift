import TaproomHTTP
import TaproomNet

/// Assembles a form from the events of its decoder.
struct FormReader {
    private let fieldLimit: Int
    private let fileLimit: Int
    private let directory: String?
    private var fields = FormFields()
    private var files: [(header: PartHeader, content: Content)] = []
    private var header: PartHeader?
    /// The data of the current part that is not in the spool file.
    private var value: [UInt8] = []
    /// The current part's start in the spool file; nil while the part is in memory.
    private var spooled: Int?
    private var spool: SpoolFile?
    private var spoolLength = 0
    private var fieldBytes = 0
    private var smallFileBytes = 0

    private enum Content {
        case memory([UInt8])
        case spooled(Range<Int>)
    }

    /// The most bytes of a file that stays in memory.
    private static let smallFile = 64 * 1024
    /// The most bytes of all files of a form that stay in memory.
    private static let smallFiles = 1024 * 1024
    /// The number of bytes that are gathered before they are written to the spool file.
    private static let writeSize = 256 * 1024

    init(fieldLimit: Int, fileLimit: Int, directory: String?) {
        self.fieldLimit = fieldLimit
        self.fileLimit = fileLimit
        self.directory = directory
    }

    var bytesInMemory: Int { fieldBytes + smallFileBytes + (spooled == nil ? 0 : value.count) }

    mutating func take(_ event: MultipartDecoder.Event) async throws {
        switch event {
        case .began(let header):
            guard header.fileName == nil || files.count < fileLimit else {
                throw HTTPError(.contentTooLarge, "The form has more than \(fileLimit) files.")
            }
            self.header = header
            value = []
            spooled = nil
        case .data(let bytes):
            value += bytes
            if header?.fileName == nil {
                fieldBytes += bytes.count
                guard fieldBytes <= fieldLimit else { throw HTTPError(.contentTooLarge) }
            } else {
                try await takeFileData(bytes.count)
            }
        case .ended:
            guard let header else { return }
            // A file input that was left empty is sent as a file without a name and content.
            if header.fileName == nil {
                fields.append(name: header.name, value: String(decoding: value, as: UTF8.self))
            } else if header.fileName != "" || spooled != nil || !value.isEmpty {
                files.append((header, try await fileContent()))
            }
            self.header = nil
            value = []
        }
    }

    private mutating func takeFileData(_ count: Int) async throws {
        if spooled == nil {
            smallFileBytes += count
            guard value.count > Self.smallFile || smallFileBytes > Self.smallFiles else { return }
            smallFileBytes -= value.count
            spooled = spoolLength
        }
        if value.count >= Self.writeSize { try await writeOut() }
    }

    private mutating func fileContent() async throws -> Content {
        guard let spooled else { return .memory(value) }
        try await writeOut()
        return .spooled(spooled..<spoolLength)
    }

    private mutating func writeOut() async throws {
        let directory = directory
        let known = spool
        let bytes = value
        let offset = spoolLength
        value.removeAll(keepingCapacity: false)
        // The write may block, so it must not run on the event loop.
        spool = try await BackgroundThread.run {
            let spool = try known ?? SpoolFile(in: directory)
            try spool.write(bytes, at: offset)
            return spool
        }
        spoolLength += bytes.count
    }

    /// Returns the form. Call it after all events.
    func finish() -> MultipartForm {
        var form = MultipartForm()
        form.fields = fields
        form.files = files.map { header, content in
            switch content {
            case .memory(let bytes): return UploadedFile(header, size: bytes.count, storage: .memory(bytes))
            case .spooled(let range):
                guard let spool else { return UploadedFile(header, size: 0, storage: .memory([])) }
                let isAlone = range == 0..<spoolLength
                return UploadedFile(header, size: range.count, storage: .spool(spool, range, isAlone: isAlone))
            }
        }
        return form
    }
}
