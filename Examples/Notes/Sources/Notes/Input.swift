import Taproom

/// What a visitor has sent, as a form or as JSON, and what is wrong with it.
protocol Input: Decodable {
    /// What is wrong with single fields, by their names; none where all is well.
    var problems: [String: String] { get }
}

/// A new note.
struct NoteInput: Input {
    var title: String
    var text: String

    var problems: [String: String] {
        var problems: [String: String] = [:]
        if title.allSatisfy(\.isWhitespace) { problems["title"] = "A note needs a title." }
        if title.count > 100 { problems["title"] = "A title has at most 100 characters." }
        if text.count > 10_000 { problems["text"] = "A text has at most 10,000 characters." }
        return problems
    }
}

/// A name and a password, of a new account or of one that is there.
struct Credentials: Input {
    var name: String
    var password: String

    var problems: [String: String] {
        var problems: [String: String] = [:]
        if !(2...30).contains(name.count) { problems["name"] = "A name has 2 to 30 characters." }
        if !(8...200).contains(password.count) { problems["password"] = "A password has 8 to 200 characters." }
        return problems
    }
}

extension Input {
    /// - Throws: `HTTPError` 422 that names the fields, where something is wrong with them.
    func validate() throws {
        let problems = problems
        guard problems.isEmpty else { throw HTTPError(.unprocessableContent, fields: problems) }
    }
}
