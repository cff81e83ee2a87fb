/// The value of an Accept-Encoding field (RFC 9110 §12.5.3).
package enum AcceptedCodings {
    /// Whether the field accepts a content coding, by name or by `*`, with a weight above 0.
    package static func accepts(_ coding: String, in field: String) -> Bool {
        var byName: Bool?
        var byStar: Bool?
        for element in field.utf8.split(separator: .comma) {
            let parts = element.split(separator: .semicolon, omittingEmptySubsequences: false).map {
                Substring($0).trimmingSpaces
            }
            guard let name = parts.first?.lowercased() else { continue }
            let isAccepted = !parts.dropFirst().contains { isZeroWeight($0) }
            if name == coding || name == "x-" + coding { byName = isAccepted }
            if name == "*" { byStar = isAccepted }
        }
        return byName ?? byStar ?? false
    }

    /// Whether a weight is zero, such as `q=0` or `q=0.0`.
    private static func isZeroWeight(_ parameter: Substring) -> Bool {
        let parts = parameter.split(separator: "=", maxSplits: 1).map(\.trimmingSpaces)
        guard parts.count == 2, parts[0].lowercased() == "q" else { return false }
        return parts[1].utf8.allSatisfy { $0 == 0x30 || $0 == 0x2e }
    }
}
