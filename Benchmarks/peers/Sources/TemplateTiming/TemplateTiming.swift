import Foundation
import Mustache
import TaproomViews

/// Renders the demo's page of a beer with both engines from the same files, checks that the results agree, and prints a
/// line of JSON with the microseconds per page. It reports the minimum of several rounds, because other programs on the
/// machine can only add time.
@main
struct TemplateTiming {
    static func main() async throws {
        guard CommandLine.arguments.count == 2 else { fatalError("usage: TemplateTiming VIEWS") }
        let folder = CommandLine.arguments[1]
        let library = try await MustacheLibrary(directory: folder)
        let view: View<Page> = try Views(directory: folder).view("index")
        let dictionary = Page.sample.dictionary

        let theirs = library.render(dictionary, withTemplate: "index") ?? ""
        let ours = String(decoding: try view.render(Page.sample), as: UTF8.self)
        guard words(theirs) == words(ours) else { fatalError("the engines disagree:\n\(theirs)\n\(ours)") }

        var bytes = 0
        var mustache = Double.infinity
        var taproom = Double.infinity
        for _ in 0..<7 {
            mustache = min(
                mustache,
                time(2_000) { bytes &+= library.render(dictionary, withTemplate: "index")?.utf8.count ?? 0 })
            taproom = min(taproom, try time(20_000) { bytes &+= try view.render(Page.sample).count })
        }
        guard bytes > 0 else { fatalError("nothing was rendered") }
        print(#"{"mustache": \#(mustache), "taproom": \#(taproom), "bytes": \#(ours.utf8.count)}"#)
    }

    /// Returns the parts of a page that must be equal. White space around standalone tags may differ.
    private static func words(_ page: String) -> [Substring] {
        page.split(whereSeparator: \.isWhitespace)
    }

    /// Returns the microseconds that a call of the body takes.
    private static func time(_ count: Int, _ body: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let elapsed = try clock.measure { for _ in 0..<count { try body() } }
        let (seconds, attoseconds) = elapsed.components
        return (Double(seconds) * 1e6 + Double(attoseconds) / 1e12) / Double(count)
    }
}

/// The data of the demo's page, in the format of each engine.
struct Page: ViewModel {
    let name: String
    let style: String
    let sessionID: String
    let expiresIn: Int
    let views: Int

    static let sample = Page(
        name: "Velvet Harbor", style: "Baltic Porter", sessionID: "04cd270f-8330-4237-8c6f-a07813064b2c",
        expiresIn: 60, views: 7)

    static let fieldNames = ["beer", "name", "style", "sessionID", "expiresIn", "views"]

    func field(at index: Int) -> ViewValue {
        switch index {
        case 0: .bool(true)
        case 1: .string(name)
        case 2: .string(style)
        case 3: .string(sessionID)
        case 4: .int(expiresIn)
        case 5: .int(views)
        default: .null
        }
    }

    var dictionary: [String: Any] {
        [
            "beer": ["name": name, "style": style], "sessionID": sessionID, "expiresIn": expiresIn, "views": views,
        ]
    }
}
