import Foundation
import Taproom
import TaproomSessions

/// The recordings of express-session and connect-redis.
enum Fixture {
    static func load(_ name: String) throws -> JSONValue {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appending(path: "Fixtures/\(name)"))
        return try JSONValue(parsing: Array(data))
    }
}

extension JSONValue {
    var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
    var isNull: Bool { self == .null }
}
