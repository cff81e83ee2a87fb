import Testing

@testable import TaproomViews

/// A template, its data and the expected page.
struct Row: Sendable, CustomTestStringConvertible {
    let template: String
    let data: ViewValue
    let expected: String
    let partials: [String: String]

    init(_ template: String, _ data: ViewValue, _ expected: String, _ partials: [String: String] = [:]) {
        self.template = template
        self.data = data
        self.expected = expected
        self.partials = partials
    }

    var testDescription: String { template.debugDescription }

    func render() throws -> String {
        var templates = partials
        templates["main"] = template
        let bytes = try Views(templates: templates).template("main").render(data)
        return String(decoding: bytes, as: UTF8.self)
    }
}

struct Drink: ViewModel {
    let name: String
    var price: Double = 0
    var tags: [ViewValue] = []

    static let fieldNames = ["name", "price", "tags"]

    func field(at index: Int) -> ViewValue {
        switch index {
        case 0: .string(name)
        case 1: .double(price)
        case 2: .list(tags)
        default: .null
        }
    }
}
