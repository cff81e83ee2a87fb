import BeerNames
import FoundationEssentials

/// The API's answer: `{"status":200,"data":{"name":…,"style":…}}`.
struct BeerReply: Decodable {
    private struct Names: Decodable {
        let name: String
        let style: String
    }

    private let status: Int
    private let data: Names

    /// The most characters of a name or a style.
    static let longest = 120

    static func beer(json: some Collection<UInt8>) throws(BeerAPIError) -> Beer {
        let reply: BeerReply
        do {
            reply = try JSONDecoder().decode(BeerReply.self, from: Data(json))
        } catch {
            throw .malformed
        }
        guard reply.status == 200 else { throw .status(reply.status) }
        guard isFit(reply.data.name), isFit(reply.data.style) else { throw .unfit }
        return Beer(name: reply.data.name, style: reply.data.style)
    }

    /// The view escapes what HTML would take for markup. What it can't help against is refused here: text that
    /// fills pages or turns the rest of the line around.
    private static func isFit(_ text: String) -> Bool {
        // Characters alone would not do: one of them may have any number of accents.
        guard text.utf8.count <= longest * 4, text.count <= longest else { return false }
        var hasInk = false
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            // Joiners belong to the spelling of Persian and Hindi, among others, and to emoji.
            case .format where scalar == "\u{200c}" || scalar == "\u{200d}": break
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse: return false
            case .spaceSeparator: break
            default: hasInk = true
            }
        }
        return hasInk
    }
}
