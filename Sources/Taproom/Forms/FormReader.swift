import TaproomHTTP
import TaproomNet

/// Puts a form together from its decoder's events.
struct FormReader {
    private let fieldLimit: Int
    private let fileLimit: Int
    private let directory: String?
    private var fields = FormFields()
    private var files: [(header: PartHeader, content: Content)] = []
    private var header: PartHeader?
    /// Data of the part that has not been put anywhere yet.
    private var value: [UInt8] = []
    /// Where the part begins in the spool file, once something of it is there.
    private var spooled: Int?
    private var spool: SpoolFile?
    private var spoolLength = 0
    private var fieldBytes = 0
    private var smallFileBytes = 0

    private enum Content {
        case memory([UInt8])
        case spooled(Range<Int>)
    }

    /// A file of at most so many bytes stays in memory,
    private static let smallFile = 64 * 1024
    /// and so many bytes of a form's files together.
    private static let smallFiles = 1024 * 1024
    /// Data for the spool file gathers up to so many bytes before it is written.
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
        // A disk may be slow.
        spool = try await BackgroundThread.run {
            let spool = try known ?? SpoolFile(in: directory)
            try spool.write(bytes, at: offset)
            return spool
        }
        spoolLength += bytes.count
    }

    /// The form, once all of it has been taken.
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
