import Testing

@testable import TaproomViews

struct WhitespaceTests {
    static let standalone: [Row] = [
        Row("a\n{{#x}}\nb\n{{/x}}\nc", ["x": true], "a\nb\nc"),
        Row("a\n  {{#x}}  \nb\n\t{{/x}}\t\nc", ["x": true], "a\nb\nc"),
        Row("a\n{{^x}}\nb\n{{/x}}\nc", [:], "a\nb\nc"),
        Row("a\r\n{{#x}}\r\nb\r\n{{/x}}\r\nc", ["x": true], "a\r\nb\r\nc"),
        Row("{{#x}}\nb\n{{/x}}", ["x": true], "b\n"),
        Row("  {{#x}}\nb\n  {{/x}}", ["x": true], "b\n"),
        Row(" {{#x}}a{{/x}} \n", ["x": true], " a \n"),
        Row("| {{#x}}\n{{/x}} |", ["x": true], "| \n |"),
        Row(" {{#x}} {{/x}}\n", ["x": true], "  \n"),
        Row("{{#x}} {{y}}\n{{/x}}", ["x": true, "y": 1], " 1\n"),
        Row("{{#l}}\n- {{.}}\n{{/l}}\n", ["l": [1, 2]], "- 1\n- 2\n"),
        Row("{{#l}}\n{{#.}}\n{{.}}\n{{/.}}\n{{/l}}\n", ["l": [[1], [2]]], "1\n2\n"),
        Row("a\n\n{{#x}}\n\n{{/x}}\n\nb", ["x": true], "a\n\n\n\nb"),
        Row("a {{#x}}\nb\n{{/x}}\n", ["x": true], "a \nb\n"),
        Row("\r{{#x}}\n{{/x}}\n", ["x": true], "\r\n"),
    ]

    static let comments: [Row] = [
        Row("12{{! nothing }}34", [:], "1234"),
        Row("12{{!\n many\n lines\n}}34", [:], "1234"),
        Row("a\n{{! alone }}\nb", [:], "a\nb"),
        Row("a\n  {{! alone }}  \nb", [:], "a\nb"),
        Row("a\r\n{{! alone }}\r\nb", [:], "a\r\nb"),
        Row("a\n{{!\nalone\n}}\nb", [:], "a\nb"),
        Row("  {{! last }}", [:], ""),
        Row("  12 {{! inline }}\n", [:], "  12 \n"),
        Row("a {{! x }} b", [:], "a  b"),
        Row("{{!}}", [:], ""),
        Row("[{{! x }}]", ["! x": 1, "x": 2], "[]"),
    ]

    static let delimiters: [Row] = [
        Row("{{=<% %>=}}<%x%>", ["x": 1], "1"),
        Row("({{=| |=}}|x|)", ["x": 1], "(1)"),
        Row("{{= @   @ =}}@x@", ["x": 1], "1"),
        Row("{{=<% %>=}}{{x}}<%={{ }}=%>{{x}}", ["x": 1], "{{x}}1"),
        Row("{{=<% %>=}}<%{x}%><%&x%>", ["x": "<"], "<<"),
        Row("{{=<% %>=}}<%#x%>{{y}}<%y%><%/x%>", ["x": true, "y": 1], "{{y}}1"),
        Row("a\n{{=<% %>=}}\nb", [:], "a\nb"),
        Row("a\n  {{=<% %>=}}\nb", [:], "a\nb"),
        Row("a {{=<% %>=}}\nb", [:], "a \nb"),
        Row("{{>p}}{{=<% %>=}}<%>p%>", ["x": 1], "11", ["p": "{{x}}"]),
        Row("{{>p}}{{x}}", ["x": 1], "11", ["p": "{{=<% %>=}}<%x%>"]),
        Row("{{=$ $=}}$x$", ["x": 1], "1"),
        Row("{{=[ ]=}}[#x]\n[y]\n[/x]\n", ["x": true, "y": 2], "\n2\n"),
    ]

    static let indented: [Row] = [
        Row("  {{>p}}\n", [:], "  a\n\n  b\n", ["p": "a\n\nb\n"]),
        Row("  {{>p}}\r\n", [:], "  a\r\n\r\n  b\r\n", ["p": "a\r\n\r\nb\r\n"]),
        Row("  {{>p}}\n", ["x": ""], "  a\n  \n  b\n", ["p": "a\n{{x}}\nb\n"]),
    ]

    @Test(arguments: standalone + comments + delimiters + indented)
    func rendersWhitespaceCommentsAndDelimiters(_ row: Row) throws {
        #expect(try row.render() == row.expected)
    }
}
