import BeerNames
import TaproomHTTP

/// The API's reply: `{"status":200,"data":{"name":…,"style":…}}`.
enum BeerReply {
    /// The most characters of a name or a style.
    static let longest = 120

    static func beer(json: some Collection<UInt8>) throws(BeerAPIError) -> Beer {
        guard let reply = try? JSONValue(parsing: Array(json)), let status = reply["status"]?.intValue,
            let name = reply["data"]?["name"]?.stringValue, let style = reply["data"]?["style"]?.stringValue
        else { throw .malformed }
        guard status == 200 else { throw .status(status) }
        guard isFit(name), isFit(style) else { throw .unfit }
        return Beer(name: name, style: style)
    }

    /// Whether a text may be shown. The view escapes markup, but not text that fills pages or reverses the rest of the
    /// line.
    private static func isFit(_ text: String) -> Bool {
        // A limit of characters alone would not suffice, because a character may have any number of accents.
        guard text.utf8.count <= longest * 4, text.count <= longest else { return false }
        var hasInk = false
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            // Persian, Hindi and other languages need joiners, and so do emoji.
            case .format where scalar == "\u{200c}" || scalar == "\u{200d}": break
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse: return false
            case .spaceSeparator: break
            default: hasInk = true
            }
        }
        return hasInk
    }
}
