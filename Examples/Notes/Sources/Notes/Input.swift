import Taproom

/// The input of a visitor as a form or JSON, with its errors.
protocol Input: Decodable {
    /// The errors of single fields by their names; empty if the input is valid.
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

/// The name and password of a new or an existing account.
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
    /// Checks the input.
    ///
    /// - Throws: `HTTPError` 422, which names the invalid fields.
    func validate() throws {
        let problems = problems
        guard problems.isEmpty else { throw HTTPError(.unprocessableContent, fields: problems) }
    }
}
