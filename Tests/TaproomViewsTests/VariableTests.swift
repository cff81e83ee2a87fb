import Testing

@testable import TaproomViews

struct VariableTests {
    static let interpolation: [Row] = [
        Row("", [:], ""),
        Row("Hello", [:], "Hello"),
        Row("Hello, {{name}}!", ["name": "Ada"], "Hello, Ada!"),
        Row("{{a}}{{b}}", ["a": "1", "b": "2"], "12"),
        Row("{{ name }}", ["name": "Ada"], "Ada"),
        Row("{{\n name\t}}", ["name": "Ada"], "Ada"),
        Row("  {{name}}  ", ["name": "Ada"], "  Ada  "),
        Row("  {{name}}\n", ["name": "Ada"], "  Ada\n"),
        Row("[{{missing}}]", [:], "[]"),
        Row("[{{x}}]", ["x": nil], "[]"),
        Row("{{n}}", ["n": 0], "0"),
        Row("{{n}}", ["n": 85], "85"),
        Row("{{n}}", ["n": -1203], "-1203"),
        Row("{{n}}", ["n": .int(.max)], "9223372036854775807"),
        Row("{{n}}", ["n": .int(.min)], "-9223372036854775808"),
        Row("{{n}}", ["n": 1.21], "1.21"),
        Row("{{b}} {{c}}", ["b": true, "c": false], "true false"),
        Row("{{b}}", ["b": .bytes(Array("a<b".utf8))], "a&lt;b"),
        Row("{{{b}}}", ["b": .bytes(Array("a<b".utf8))], "a<b"),
        Row("[{{l}}{{d}}]", ["l": [1, 2], "d": ["x": 1]], "[]"),
        Row("{{.}}", "world", "world"),
        Row("{{.}}", 7, "7"),
        Row("{{a}}", ["a": "{{b}}", "b": "no"], "{{b}}"),
        Row("} }} { {", [:], "} }} { {"),
        Row("{{ a b }}", ["a b": "spaced"], "spaced"),
    ]

    static let escaping: [Row] = [
        Row("{{x}}", ["x": "& < > \" '"], "&amp; &lt; &gt; &quot; &#39;"),
        Row("{{{x}}}", ["x": "& < > \" '"], "& < > \" '"),
        Row("{{&x}}", ["x": "& < > \" '"], "& < > \" '"),
        Row("{{& x }}", ["x": "<"], "<"),
        Row("{{{ x }}}", ["x": "<"], "<"),
        Row("{{x}}", ["x": "<<<>>>"], "&lt;&lt;&lt;&gt;&gt;&gt;"),
        Row(
            "{{x}}", ["x": "plain text, long enough not to fit into a small string"],
            "plain text, long enough not to fit into a small string"),
        Row(
            "{{x}}", ["x": "<b>text, long enough not to fit into a small string</b>"],
            "&lt;b&gt;text, long enough not to fit into a small string&lt;/b&gt;"),
        Row("{{x}}", ["x": "`=/!#$%()*+-.:;?@[]^_{|}~"], "`=/!#$%()*+-.:;?@[]^_{|}~"),
        Row("{{x}}", ["x": ""], ""),
        Row("<&>\"'", [:], "<&>\"'"),
    ]

    static let unicode: [Row] = [
        Row("Prost 🍻 {{x}}", ["x": "Grüße"], "Prost 🍻 Grüße"),
        Row("{{größe}}", ["größe": "halbe"], "halbe"),
        Row("{{{x}}}", ["x": "日本<語"], "日本<語"),
        Row("{{x}}", ["x": "日本<語"], "日本&lt;語"),
        Row("{{x}}", ["x": "e\u{301}👨‍👩‍👧"], "e\u{301}👨‍👩‍👧"),
        Row("{{#🍺}}ja{{/🍺}}", ["🍺": true], "ja"),
        Row("{{=「 」=}}「x」", ["x": "1"], "1"),
    ]

    static let dotted: [Row] = [
        Row("{{a.b}}", ["a": ["b": "1"]], "1"),
        Row("{{a.b.c.d}}", ["a": ["b": ["c": ["d": "deep"]]]], "deep"),
        Row("{{{a.b}}}{{&a.b}}", ["a": ["b": "<"]], "<<"),
        Row("[{{a.b.c}}]", ["a": [:]], "[]"),
        Row("[{{a.b}}]", ["a": "text"], "[]"),
        Row("[{{a.b}}]", ["b": "outer"], "[]"),
        Row("[{{a.name}}]", ["a": ["b": 1], "name": "outer"], "[]"),
        Row("{{#a}}{{b.c}}{{/a}}", ["a": ["b": [:]], "b": ["c": "outer"]], ""),
        Row("{{#a}}{{b.c}}{{/a}}", ["a": ["x": 1], "b": ["c": "outer"]], "outer"),
        Row("{{#a.b}}yes{{/a.b}}", ["a": ["b": true]], "yes"),
        Row("{{^a.b}}no{{/a.b}}", ["a": [:]], "no"),
        Row("{{#a.b}}{{c}}{{/a.b}}", ["a": ["b": ["c": "1"]]], "1"),
        Row("{{a.name}}", ["a": .object(Drink(name: "Stout"))], "Stout"),
        Row("[{{a.nothing}}]", ["a": .object(Drink(name: "Stout"))], "[]"),
    ]

    @Test(arguments: interpolation + escaping + unicode + dotted)
    func rendersVariables(_ row: Row) throws {
        #expect(try row.render() == row.expected)
    }
}
