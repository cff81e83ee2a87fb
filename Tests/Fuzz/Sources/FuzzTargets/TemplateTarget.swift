@testable import TaproomViews

extension FuzzTarget {
    /// Templates compile or report an error, and render the same page twice.
    static let template = FuzzTarget(name: "template") { bytes in
        let texts = bytes.parts(by: 0, atMost: 3).map { String(decoding: $0, as: UTF8.self) }
        var templates: [String: String] = [:]
        for (name, text) in zip(["index", "part", "layout"], texts) { templates[name] = text }
        do throws(TemplateError) {
            let views = try Views(templates: templates)
            let template = try views.template("index")
            let page = try? template.render(data)
            require((try? template.render(data)) == page, "a template renders the same twice")
        } catch {
            require(!error.description.isEmpty, "an error says what is wrong")
            require(!error.description.contains("\n"), "in one line")
        }
    }

    private static let data: ViewValue = .dictionary([
        "a": .string("<&\"'>"), "b": .bool(true), "c": .list([.int(1), .double(0.5), .null]),
        "d": .dictionary(["a": .string("inner"), "e": .list([])]), "f": .bytes([0xff, 0x3c]),
    ])
}
