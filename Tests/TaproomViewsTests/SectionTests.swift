import Testing

@testable import TaproomViews

struct SectionTests {
    static let truth: [Row] = [
        Row("{{#x}}yes{{/x}}{{^x}}no{{/x}}", ["x": true], "yes"),
        Row("{{#x}}yes{{/x}}{{^x}}no{{/x}}", ["x": false], "no"),
        Row("{{#x}}yes{{/x}}{{^x}}no{{/x}}", ["x": nil], "no"),
        Row("{{#x}}yes{{/x}}{{^x}}no{{/x}}", [:], "no"),
        Row("{{#x}}yes{{/x}}{{^x}}no{{/x}}", ["x": ""], "no"),
        Row("{{#x}}yes{{/x}}{{^x}}no{{/x}}", ["x": "text"], "yes"),
        Row("{{#x}}yes{{/x}}{{^x}}no{{/x}}", ["x": .bytes([])], "no"),
        Row("{{#x}}yes{{/x}}{{^x}}no{{/x}}", ["x": .bytes([65])], "yes"),
        Row("{{#x}}yes{{/x}}{{^x}}no{{/x}}", ["x": 0], "yes"),
        Row("{{#x}}yes{{/x}}{{^x}}no{{/x}}", ["x": 0.0], "yes"),
        Row("{{#x}}yes{{/x}}{{^x}}no{{/x}}", ["x": []], "no"),
        Row("{{#x}}yes{{/x}}{{^x}}no{{/x}}", ["x": [:]], "yes"),
        Row("{{#x}}yes{{/x}}{{^x}}no{{/x}}", ["x": .list([] as [Drink])], "no"),
        Row("{{# x }}yes{{/ x }}", ["x": true], "yes"),
        Row("{{^ x }}no{{/ x }}", [:], "no"),
        Row("{{^x}}a{{/x}}{{y}}", ["x": false, "y": 1], "a1"),
    ]

    static let lists: [Row] = [
        Row("{{#l}}{{.}},{{/l}}", ["l": [1, 2, 3]], "1,2,3,"),
        Row("{{#l}}{{.}}{{/l}}", ["l": ["<", ">"]], "&lt;&gt;"),
        Row("{{#l}}{{{.}}}{{&.}}{{/l}}", ["l": ["<", ">"]], "<<>>"),
        Row("{{#l}}{{n}}{{/l}}", ["l": [["n": 1], ["n": 2]]], "12"),
        Row("{{#l}}{{#.}}{{.}}{{/.}};{{/l}}", ["l": [[1, 2], [3]]], "12;3;"),
        Row("{{#.}}{{n}}{{/.}}", [["n": 1], ["n": 2]], "12"),
        Row("{{#l}}x{{/l}}", ["l": [nil, false, 1]], "xxx"),
        Row("{{#l}}{{#.}}t{{/.}}{{^.}}f{{/.}}{{/l}}", ["l": [true, false, "", 1]], "tfft"),
        Row("{{#l}}{{#m}}{{.}}{{/m}}|{{/l}}", ["l": [["m": [1, 2]], ["m": []], ["m": [3]]]], "12||3|"),
        Row("{{#l}}{{name}} {{/l}}", ["l": .list([Drink(name: "Ale"), Drink(name: "Stout")])], "Ale Stout "),
        Row(
            "{{#l}}{{name}}{{#tags}}-{{.}}{{/tags}} {{/l}}",
            ["l": .list([Drink(name: "Ale", tags: ["a", "b"]), Drink(name: "IPA")])], "Ale-a-b IPA "),
        Row(
            "{{#l}}{{name}}{{/l}}", ["l": [.object(Drink(name: "Ale")), ["name": "x"], "y"], "name": "!"],
            "Alex!"),
        Row("{{#l}}{{#.}}{{name}}{{/.}}{{/l}}", ["l": .list([Drink(name: "Ale")])], "Ale"),
        Row("{{#l}}[{{.}}]{{/l}}", ["l": .list([Drink(name: "Ale")])], "[]"),
        Row("{{#.}}{{name}} {{/.}}", .list([Drink(name: "Ale"), Drink(name: "IPA")]), "Ale IPA "),
        Row("[{{name}}{{#.}}x{{/.}}]", .list([] as [Drink]), "[]"),
        Row("[{{name}}]", .list([Drink(name: "Ale")]), "[]"),
        Row("{{#l}}{{price}} {{/l}}", ["l": .list([Drink(name: "Ale", price: 4.5)])], "4.5 "),
    ]

    static let lookup: [Row] = [
        Row("{{#a}}{{x}}{{/a}}", ["a": ["x": 1], "x": 2], "1"),
        Row("{{#a}}{{x}}{{/a}}", ["a": ["y": 1], "x": 2], "2"),
        Row("{{#a}}[{{x}}]{{/a}}", ["a": ["x": nil], "x": 2], "[]"),
        Row(
            "{{#a}}{{#b}}{{x}}{{y}}{{z}}{{/b}}{{/a}}",
            ["a": ["b": ["x": 1], "y": 2, "x": 9], "z": 3, "y": 9], "123"),
        Row("{{#a}}{{#b}}{{#a}}{{x}}{{/a}}{{/b}}{{/a}}", ["a": ["b": true, "x": 1]], "1"),
        Row("{{#a}}{{/a}}{{x}}", ["a": ["x": 1], "x": 2], "2"),
        Row("{{#a}}{{.}}{{/a}}", ["a": "text"], "text"),
        Row("{{#a}}{{name}} {{x}}{{/a}}", ["a": .object(Drink(name: "Ale")), "x": 1], "Ale 1"),
        Row("{{#a}}1{{#a}}2{{#a}}3{{/a}}2{{/a}}1{{/a}}", ["a": true], "12321"),
        Row("{{#a}}x{{/a}}y{{#a}}z{{/a}}", ["a": false], "y"),
        Row("{{#a}}{{#b}}{{.}}{{/b}}{{/a}}", ["a": "outer", "b": "inner"], "inner"),
        Row("{{#a}}{{#b}}-{{/b}}{{.}}{{/a}}", ["a": "outer", "b": "inner"], "-outer"),
        Row("{{#a}}{{#l}}{{x}}{{a}}{{/l}}{{x}}{{/a}}", ["a": 1, "l": [["x": 2], ["x": 3]], "x": 4], "21314"),
        Row("{{#l}}{{#x}}{{#y}}!{{/y}}{{/x}},{{/l}}", ["l": [["x": 2], [:], ["x": 3]], "y": true], "!,,!,"),
        Row("{{^a}}1{{^b}}2{{/b}}3{{/a}}", [:], "123"),
    ]

    @Test(arguments: truth + lists + lookup)
    func rendersSections(_ row: Row) throws {
        #expect(try row.render() == row.expected)
    }

    /// A section without names of its own hides no outer names, even after an inner section has ended.
    @Test func namesAreFoundBehindAnInnerSection() throws {
        let template = "{{#tags}}{{#s}}{{#m}}{{.}}{{/m}}{{name}} {{.}} {{/s}}{{/tags}}{{name}}"
        let view = try Views(templates: ["main": template]).view("main", of: Drink.self)
        let tags: [ViewValue] = [["name": "inner", "s": "scalar", "m": ["x"]]]
        let bytes = try view.render(Drink(name: "Ale", tags: tags))
        #expect(String(decoding: bytes, as: UTF8.self) == "xinner scalar Ale")
    }
}
