import Testing

@testable import TaproomViews

struct PartialTests {
    static let partials: [Row] = [
        Row("[{{>p}}]", [:], "[text]", ["p": "text"]),
        Row("[{{> p }}]", [:], "[text]", ["p": "text"]),
        Row("{{>p}}", ["x": "<"], "&lt;", ["p": "{{x}}"]),
        Row("{{>a/b}}", [:], "in a folder", ["a/b": "in a folder"]),
        Row("{{>a.b}}", [:], "dots", ["a.b": "dots"]),
        Row("{{#l}}{{>p}}{{/l}}", ["l": [["n": 1], ["n": 2]]], "<1><2>", ["p": "<{{n}}>"]),
        Row("{{>a}}", [:], "1(2(3))", ["a": "1({{>b}})", "b": "2({{>c}})", "c": "3"]),
        Row("{{>p}}", [:], "", ["p": ""]),
        Row("a {{>p}} b", [:], "a \t|\t b", ["p": "\t|\t"]),
        Row("  {{x}}  {{>p}}\n", ["x": "|"], "  |  >\n>\n", ["p": ">\n>"]),
        Row("{{>p}}-{{>p}}", ["x": 1], "1-1", ["p": "{{x}}"]),
    ]

    static let indentation: [Row] = [
        Row("a\n {{>p}}\nb", [:], "a\n 1\n 2\nb", ["p": "1\n2\n"]),
        Row("a\n {{>p}}\nb", [:], "a\n 1\n 2b", ["p": "1\n2"]),
        Row("|\r\n{{>p}}\r\n|", [:], "|\r\n>|", ["p": ">"]),
        Row("  {{>p}}\n>", [:], "  >\n  >>", ["p": ">\n>"]),
        Row(">\n  {{>p}}", [:], ">\n  >\n  >", ["p": ">\n>"]),
        Row("  {{>p}}\n", ["x": "<\n->"], "  |\n  <\n->\n  |\n", ["p": "|\n{{{x}}}\n|\n"]),
        Row("  {{>p}}\n", [:], "  1\n\n  2\n", ["p": "1\n\n2\n"]),
        Row("  {{>a}}\n", [:], "  a\n    b\n    c\n  d\n", ["a": "a\n  {{>b}}\nd\n", "b": "b\nc\n"]),
        Row("  {{>a}}\n", [:], "  [b\nc]\n  d\n", ["a": "[{{>b}}]\nd\n", "b": "b\nc"]),
        Row("  {{>p}}\n", ["l": [1, 2]], "  <\n  1\n  2\n  >\n", ["p": "<\n{{#l}}\n{{.}}\n{{/l}}\n>\n"]),
        Row("  {{>p}}\n", ["x": true], "  1\n  2\n  3\n", ["p": "{{#x}}1\n2\n{{/x}}3\n"]),
        Row("  {{>p}}\n", [:], "  text\n", ["p": "{{! c }}text\n"]),
        Row("  {{>p}}\n", ["x": 1], "   1\n", ["p": "{{! c }} {{x}}\n"]),
    ]

    static let tree: ViewValue = [
        "name": "a",
        "nodes": [["name": "b", "nodes": [["name": "c", "nodes": []]]], ["name": "d", "nodes": []]],
    ]

    static let recursion: [Row] = [
        Row("{{>node}}", tree, "a<b<c<>>d<>>", ["node": "{{name}}<{{#nodes}}{{>node}}{{/nodes}}>"]),
        Row(
            "{{>node}}\n", tree, "a\n  b\n    c\n  d\n",
            ["node": "{{name}}\n{{#nodes}}\n  {{>node}}\n{{/nodes}}\n"]),
        Row(
            "- {{>node}}", tree, "- a\n  b\n    c\n  d\n",
            ["node": "{{name}}\n{{#nodes}}\n  {{>node}}\n{{/nodes}}\n"]),
        Row(
            "\t{{>node}}\n!", tree, "\ta\n\t  b\n\t    c\n\t  d\n!",
            ["node": "{{name}}\n{{#nodes}}\n  {{>node}}\n{{/nodes}}\n"]),
        Row(
            "{{>a}}", tree, "a(b[c()]d[])",
            ["a": "{{name}}({{#nodes}}{{>b}}{{/nodes}})", "b": "{{name}}[{{#nodes}}{{>a}}{{/nodes}}]"]),
        Row("{{name}}{{#nodes}}{{>main}}{{/nodes}}", tree, "abcd"),
        Row("{{name}}{{#name}}({{#nodes}}{{>main}}{{/nodes}}){{/name}}", tree, "a(b(c())d())"),
    ]

    @Test(arguments: partials + indentation + recursion)
    func rendersPartials(_ row: Row) throws {
        #expect(try row.render() == row.expected)
    }
}
