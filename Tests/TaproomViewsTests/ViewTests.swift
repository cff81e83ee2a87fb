import Testing

@testable import TaproomViews

struct ViewTests {
    struct Menu: ViewModel {
        let title: String
        let drinks: [Drink]
        var best: Drink?

        static let fieldNames = ["title", "drinks", "best"]

        func field(at index: Int) -> ViewValue {
            switch index {
            case 0: .string(title)
            case 1: .list(drinks)
            case 2: .object(best)
            default: .null
            }
        }
    }

    static let menu = Menu(
        title: "Beers & more", drinks: [Drink(name: "Ale", price: 4.5), Drink(name: "<IPA>")],
        best: Drink(name: "Ale"))

    static let rows: [(template: String, expected: String)] = [
        ("{{title}}", "Beers &amp; more"),
        ("{{{title}}}", "Beers & more"),
        ("{{#drinks}}{{name}} {{/drinks}}", "Ale &lt;IPA&gt; "),
        ("{{#drinks}}{{title}}{{/drinks}}", "Beers &amp; moreBeers &amp; more"),
        ("{{best.name}}", "Ale"),
        ("{{#drinks}}{{#price}}{{name}}{{/price}}{{/drinks}}", "Ale&lt;IPA&gt;"),
        ("{{#best}}{{name}} of {{title}}{{/best}}", "Ale of Beers &amp; more"),
        ("{{#drinks}}{{#best}}{{name}}{{/best}}{{/drinks}}", "AleAle"),
        ("[{{name}}{{nothing}}{{title.name}}{{.}}]", "[]"),
        ("{{^nothing}}none{{/nothing}}", "none"),
        ("{{<layout}}{{$body}}{{title}}{{/body}}{{/layout}}", "<b>Beers &amp; more</b>"),
    ]

    @Test(arguments: rows)
    func bindsNamesToFields(template: String, expected: String) throws {
        let views = try Views(templates: ["main": template, "layout": "<b>{{$body}}{{/body}}</b>"])
        let view: View<Menu> = try views.view("main")
        #expect(try String(decoding: view.render(Self.menu), as: UTF8.self) == expected)
    }

    @Test func appendsToTheBytesGiven() throws {
        let view = try Views(templates: ["main": "{{title}}"]).view("main", of: Menu.self)
        var bytes = Array("> ".utf8)
        try view.render(Menu(title: "a", drinks: []), into: &bytes)
        try view.render(Menu(title: "b", drinks: []), into: &bytes)
        #expect(bytes == Array("> ab".utf8))
    }

    @Test func takesNilAsNull() throws {
        #expect(ViewValue.string(nil).isTruthy == false)
        let none: ViewValue = ["a": .string(nil), "b": .int(nil), "c": .double(nil), "d": .object(nil as Drink?)]
        let some: ViewValue = [
            "a": .string("s" as String?), "b": .int(1 as Int?), "c": .double(0.5 as Double?),
            "d": .object(Drink(name: "Ale") as Drink?),
        ]
        let template = try Views(templates: ["main": "[{{a}}{{b}}{{c}}{{d.name}}]"]).template("main")
        #expect(try template.render(none) == Array("[]".utf8))
        #expect(try template.render(some) == Array("[s10.5Ale]".utf8))
    }

    @Test func listsItsNames() throws {
        #expect(try Views(templates: ["b": "", "a/c": ""]).names == ["a/c", "b"])
    }

    @Test func rendersConcurrently() async throws {
        let views = try Views(templates: [
            "main": "{{#drinks}}{{name}}{{#best}}{{price}}{{/best}};{{/drinks}}"
        ])
        let view: View<Menu> = try views.view("main")
        let expected = Array("Ale0.0;&lt;IPA&gt;0.0;".utf8)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    try (0..<50).allSatisfy { _ in try view.render(Self.menu) == expected }
                }
            }
            for try await isEqual in group {
                #expect(isEqual)
            }
        }
    }
}
