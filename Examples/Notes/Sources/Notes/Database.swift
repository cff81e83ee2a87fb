import Foundation
import GRDB

/// Opens the database in a folder, which is created if necessary, and migrates its tables.
func openDatabase(in folder: String) throws -> DatabaseQueue {
    try FileManager.default.createDirectory(atPath: folder + "/files", withIntermediateDirectories: true)
    let database = try DatabaseQueue(path: folder + "/notes.sqlite")
    var migrator = DatabaseMigrator()
    migrator.registerMigration("accounts and notes") { db in
        try db.create(table: "account") { table in
            table.autoIncrementedPrimaryKey("id")
            table.column("name", .text).notNull().unique()
            table.column("salt", .blob).notNull()
            table.column("hash", .blob).notNull()
        }
        try db.create(table: "note") { table in
            table.autoIncrementedPrimaryKey("id")
            table.belongsTo("account", onDelete: .cascade).notNull()
            table.column("title", .text).notNull()
            table.column("text", .text).notNull()
            table.column("fileName", .text)
            table.column("created", .datetime).notNull()
        }
    }
    try migrator.migrate(database)
    return database
}
