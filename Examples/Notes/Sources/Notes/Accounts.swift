import Foundation
import GRDB

/// Somebody who can log in.
struct Account: Codable, Sendable, FetchableRecord, PersistableRecord {
    var id: Int64?
    var name: String
    var salt: Data
    var hash: Data

    /// The form in which a session is bound to the account.
    var sessionUser: String { "\(id ?? 0)" }

    enum Columns {
        static let name = Column(CodingKeys.name)
    }
}

/// The accounts in the database.
struct Accounts: Sendable {
    let database: DatabaseQueue

    /// The account that a session is bound to; nil where there is none any more.
    func account(ofSession user: String) async throws -> Account? {
        guard let id = Int64(user) else { return nil }
        return try await database.read { db in try Account.fetchOne(db, key: id) }
    }

    /// The account of that name and password. An unknown name takes as long as a wrong password, so that nobody learns
    /// which names there are.
    func account(name: String, password: String) async throws -> Account? {
        let account = try await database.read { db in try Account.filter { $0.name == name }.fetchOne(db) }
        let stored = Password(salt: account?.salt ?? Data(count: 16), hash: account?.hash ?? Data(count: 32))
        return try await stored.matches(password) ? account : nil
    }

    /// Adds an account; nil where the name is taken.
    func add(name: String, password: String) async throws -> Account? {
        let password = try await Password(hashing: password)
        let account = Account(name: name, salt: password.salt, hash: password.hash)
        return try await database.write { db in
            guard try Account.filter({ $0.name == name }).isEmpty(db) else { return nil }
            return try account.insertAndFetch(db)
        }
    }
}
