extension Unicode.Scalar {
    /// Whether a terminal obeys it, rather than shows it: control characters, and the marks that turn text around.
    var isObeyedByTerminals: Bool { properties.generalCategory == .control || properties.isBidiControl }
}

extension String {
    /// The text with what a terminal would obey, but for the ends of lines, written as JSON writes it: within JSON it
    /// stays the same value.
    var escapedForTerminal: String {
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            guard scalar.isObeyedByTerminals, scalar != "\n" else {
                text.append(scalar)
                continue
            }
            let digits = String(scalar.value, radix: 16)
            text.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
        }
        return String(text)
    }

    /// The text with a question mark for each character that a terminal would obey, so that columns stay.
    var maskedForTerminal: String {
        String(map { $0.unicodeScalars.contains(where: \.isObeyedByTerminals) ? "?" : $0 })
    }
}
