/// The value of a field with a client's preferences: Accept, Accept-Language or Accept-Charset (RFC 9110 §12.5).
package struct AcceptField: Sendable {
    private struct Element {
        /// The range in lower case, with its parameters except the weight.
        let range: String
        /// The weight in thousandths.
        let weight: Int
    }

    private let elements: [Element]

    /// - Parameter field: the field's value; nil if the client sent none, which accepts everything.
    package init(_ field: String?) {
        guard let field else {
            elements = [Element(range: "*/*", weight: 1000)]
            return
        }
        elements = field.listElements.prefix(Self.mostElements).map { element in
            var weight = 1000
            var parts = String(Substring(element)).split(separator: ";").map { $0.trimmingSpaces.lowercased() }
            parts.removeAll { part in
                guard part.utf8.starts(with: "q=".utf8) else { return false }
                weight = Self.weight(part.dropFirst(2))
                return true
            }
            return Element(range: parts.joined(separator: ";"), weight: weight)
        }
    }

    /// The most elements that are considered. Ordinary clients send fewer.
    private static let mostElements = 64

    /// Returns a weight in thousandths, at most 1000; 0 if the text is not a decimal number. Digits behind the third
    /// decimal place do not count, as the standard allows three (RFC 9110 §12.4.2).
    private static func weight(_ text: Substring) -> Int {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, parts.joined().utf8.allSatisfy(\.isDigit) else { return 0 }
        let decimals = parts.dropFirst().first.map { $0.prefix(3) } ?? ""
        let padding = String(repeating: "0", count: 3 - decimals.utf8.count)
        return min(Int(whole + decimals + padding) ?? 1000, 1000)
    }

    /// Returns the weight of a media type in thousandths, by the most specific range that matches it; 0 if it is not
    /// accepted.
    package func weight(ofType type: String) -> Int { weight(ofType: type, namedOnly: false) }

    /// Returns the weight of a media type in thousandths; 0 if it is not accepted.
    ///
    /// - Parameter namedOnly: whether to ignore ranges with `*`.
    package func weight(ofType type: String, namedOnly: Bool) -> Int {
        let type = type.lowercased()
        let bare = type.split(separator: ";").first.map { $0.trimmingSpaces } ?? ""
        let main = bare.split(separator: "/").first ?? ""
        var best = (specificity: -1, weight: 0)
        for element in elements {
            let specificity =
                switch element.range {
                case type: 3
                case String(bare): 2
                case main + "/*": 1
                case "*/*", "*": 0
                default: -1
                }
            if namedOnly, specificity < 2 { continue }
            if specificity > best.specificity { best = (specificity, element.weight) }
        }
        return best.weight
    }

    /// Returns the weight of a language tag or a charset in thousandths, by the longest range that matches it: the name
    /// itself, a prefix of it (`en` matches `en-GB`), or `*`.
    package func weight(ofName name: String) -> Int {
        let name = name.lowercased()
        var best = (length: -1, weight: 0)
        for element in elements {
            let isAny = element.range == "*" || element.range == "*/*"
            let isLonger = element.range.hasUTF8Prefix(name + "-")
            guard isAny || isLonger || name == element.range || name.hasUTF8Prefix(element.range + "-") else {
                continue
            }
            // `en-GB` accepts `en` if no other range matches it (RFC 4647 §3.4).
            let length = isAny ? 0 : isLonger ? 1 : element.range.utf8.count
            if length > best.length { best = (length, element.weight) }
        }
        return best.weight
    }

    /// Returns the offer with the greatest weight, the first of several; nil if none is accepted.
    package func best(of offers: [String], weight: (AcceptField) -> (String) -> Int) -> String? {
        var best: (offer: String, weight: Int)?
        for offer in offers {
            let weight = weight(self)(offer)
            if weight > best?.weight ?? 0 { best = (offer, weight) }
        }
        return best?.offer
    }
}
