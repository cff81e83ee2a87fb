import FoundationEssentials

/// Converts types to text that pages show as text although they encode themselves in another form.
enum ViewText {
    static func text(of value: some Encodable) -> String? {
        switch value {
        case let date as Date: date.formatted(.iso8601)
        case let url as URL: url.absoluteString
        case let decimal as Decimal: decimal.description
        default: nil
        }
    }
}
