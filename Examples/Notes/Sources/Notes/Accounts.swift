import Foundation
import GRDB

/// A user account.
struct Account: Codable, Sendable, FetchableRecord, PersistableRecord {
    var id: Int64?
    var name: String
    var salt: Data
    var hash: Data

    /// The name of the account in its sessions.
    var sessionUser: String { "\(id ?? 0)" }

    enum Columns {
        static let name = Column(CodingKeys.name)
    }
}

/// The accounts in the database.
struct Accounts: Sendable {
    let database: DatabaseQueue

    /// Returns the account of a session; nil if it no longer exists.
    func account(ofSession user: String) async throws -> Account? {
        guard let id = Int64(user) else { return nil }
        return try await database.read { db in try Account.fetchOne(db, key: id) }
    }

    /// Returns the account with a name and a password. An unknown name takes as long as a wrong password, so that an
    /// attacker can't find out which names exist.
    func account(name: String, password: String) async throws -> Account? {
        let account = try await database.read { db in try Account.filter { $0.name == name }.fetchOne(db) }
        let stored = Password(salt: account?.salt ?? Data(count: 16), hash: account?.hash ?? Data(count: 32))
        return try await stored.matches(password) ? account : nil
    }

    /// Adds an account; returns nil if the name is taken.
    func add(name: String, password: String) async throws -> Account? {
        let password = try await Password(hashing: password)
        let account = Account(name: name, salt: password.salt, hash: password.hash)
        return try await database.write { db in
            guard try Account.filter({ $0.name == name }).isEmpty(db) else { return nil }
            return try account.insertAndFetch(db)
        }
    }
}
