import Foundation
import GRDB
import Taproom

/// A note of an account.
struct Note: Codable, Sendable, FetchableRecord, PersistableRecord {
    var id: Int64?
    var accountId: Int64
    var title: String
    var text: String
    /// What the file that belongs to the note is called; nil where there is none.
    var fileName: String?
    var created: Date

    enum Columns {
        static let id = Column(CodingKeys.id)
        static let accountId = Column(CodingKeys.accountId)
        static let fileName = Column(CodingKeys.fileName)
    }
}

/// The notes in the database, and their files. All calls name the account: nobody reaches the notes of others.
struct NoteStore: Sendable {
    let database: DatabaseQueue
    /// Where the files are, each under the number of its note.
    let folder: String

    /// The notes of an account, the newest first.
    func all(of account: Int64) async throws -> [Note] {
        try await database.read { db in
            try Note.filter { $0.accountId == account }.order { $0.id.desc }.fetchAll(db)
        }
    }

    /// A note of an account; nil where there is none.
    func note(_ id: Int64, of account: Int64) async throws -> Note? {
        try await database.read { db in
            try Note.filter { $0.accountId == account && $0.id == id }.fetchOne(db)
        }
    }

    /// Adds a note.
    func add(_ input: NoteInput, of account: Int64) async throws -> Note {
        let note = Note(accountId: account, title: input.title, text: input.text, created: .now)
        return try await database.write { db in try note.insertAndFetch(db) }
    }

    /// Keeps a file with a note, in place of the one it had.
    func attach(_ file: UploadedFile, to note: Note) async throws {
        guard let id = note.id else { return }
        try await file.move(to: folder + "/\(id)")
        _ = try await database.write { db in
            try Note.filter(key: id).updateAll(db) { $0.fileName.set(to: file.fileName) }
        }
    }

    /// Deletes a note and its file.
    func delete(_ note: Note) async throws {
        guard let id = note.id else { return }
        _ = try await database.write { db in try Note.deleteOne(db, key: id) }
        if note.fileName != nil { try FileManager.default.removeItem(atPath: folder + "/\(id)") }
    }
}
