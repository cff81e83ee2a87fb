import Foundation
import GRDB
import Taproom

/// A note of an account.
struct Note: Codable, Sendable, FetchableRecord, PersistableRecord {
    var id: Int64?
    var accountId: Int64
    var title: String
    var text: String
    /// The name of the note's file; nil if it has none.
    var fileName: String?
    var created: Date

    enum Columns {
        static let id = Column(CodingKeys.id)
        static let accountId = Column(CodingKeys.accountId)
        static let fileName = Column(CodingKeys.fileName)
    }
}

/// The notes in the database, and their files. All calls name the account, so that no account can reach the notes of
/// another.
struct NoteStore: Sendable {
    let database: DatabaseQueue
    /// The folder of the files, each of which is named by the number of its note.
    let folder: String

    /// Returns the notes of an account, the newest first.
    func all(of account: Int64) async throws -> [Note] {
        try await database.read { db in
            try Note.filter { $0.accountId == account }.order { $0.id.desc }.fetchAll(db)
        }
    }

    /// Returns a note of an account; nil if there is none.
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

    /// Stores a file with a note, in place of an earlier one.
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
