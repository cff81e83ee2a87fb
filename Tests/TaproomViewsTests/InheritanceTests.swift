import Testing

@testable import TaproomViews

struct InheritanceTests {
    static let blocks: [Row] = [
        Row("{{$t}}default{{/t}}\n", [:], "default\n"),
        Row("{{$t}}a {{x}} {{{x}}}{{/t}}", ["x": "<"], "a &lt; <"),
        Row("{{$t}}{{#x}}{{y}}{{/x}}{{^z}}!{{/z}}{{/t}}", ["x": ["y": 1]], "1!"),
        Row("{{<p}}{{/p}}\n", [:], "default", ["p": "{{$t}}default{{/t}}"]),
        Row("{{<p}}{{$t}}given{{/t}}{{/p}}", [:], "[given]", ["p": "[{{$t}}default{{/t}}]"]),
        Row("{{<p}}{{$t}}given{{/t}}{{/p}}", ["t": "data"], "given", ["p": "{{$t}}default{{/t}}"]),
        Row("{{<p}}{{$b}}B{{/b}}{{/p}}", [:], "a B", ["p": "{{$a}}a{{/a}} {{$b}}b{{/b}}"]),
        Row(
            "x {{<p}}{{$t}}1{{/t}}{{/p}} {{<p}}{{$t}}2{{/t}}{{/p}}\n", [:], "x |1| |2|\n",
            ["p": "|{{$t}}d{{/t}}|"]),
        Row("{{<p}} ignored {{$t}}given{{/t}} {{x}} {{/p}}", ["x": 1], "given", ["p": "{{$t}}d{{/t}}"]),
        Row("{{<p}} ignored {{/p}}", [:], "d", ["p": "{{$t}}d{{/t}}"]),
        Row(
            "{{<p}}{{$t}}I like {{x}}{{/t}}{{/p}}", ["x": "ale", "n": ["x": "stout"]], "I like stout",
            ["p": "{{#n}}{{$t}}{{/t}}{{/n}}"]),
        Row("{{>p}}|{{<p}}{{/p}}", [:], "d|d", ["p": "{{$t}}d{{/t}}"]),
        Row("{{<p}}{{$t}}1{{/t}}{{$t}}2{{/t}}{{/p}}", [:], "1", ["p": "{{$t}}d{{/t}}"]),
        Row("{{<p}}{{$t}}x{{/t}}{{/p}}", [:], "xx", ["p": "{{$t}}1{{/t}}{{$t}}2{{/t}}"]),
        Row("{{<p}}{{$t}}{{>q}}{{/t}}{{/p}}", ["x": 1], "[q1]", ["p": "[{{$t}}{{/t}}]", "q": "q{{x}}"]),
        Row("{{<p}}{{$t}}x{{/t}}{{/p}}", [:], "[x]", ["p": "[{{>q}}]", "q": "{{$t}}d{{/t}}"]),
        Row(
            "{{<p}}{{$t}}x{{y}}{{/t}}{{/p}}", ["l": [["y": 1], ["y": 2]]], "x1x2",
            ["p": "{{#l}}{{$t}}{{/t}}{{/l}}"]),
    ]

    static let levels: [Row] = [
        Row("{{<b}}{{$t}}1{{/t}}{{/b}}", [:], "1", ["b": "{{<c}}{{$t}}2{{/t}}{{/c}}", "c": "{{$t}}3{{/t}}"]),
        Row("{{<b}}{{/b}}", [:], "2", ["b": "{{<c}}{{$t}}2{{/t}}{{/c}}", "c": "{{$t}}3{{/t}}"]),
        Row("{{<b}}{{/b}}", [:], "3", ["b": "{{<c}}{{/c}}", "c": "{{$t}}3{{/t}}"]),
        Row(
            "{{<b}}{{$t}}1{{/t}}{{/b}}", [:], "1",
            ["b": "{{<c}}{{$t}}2{{/t}}{{/c}}", "c": "{{<d}}{{$t}}3{{/t}}{{/d}}", "d": "{{$t}}4{{/t}}"]),
        Row(
            "{{<mid}}{{$content}}page{{/content}}{{/mid}}", [:], "<html><nav>page</nav></html>",
            [
                "mid": "{{<base}}{{$body}}<nav>{{$content}}mid{{/content}}</nav>{{/body}}{{/base}}",
                "base": "<html>{{$body}}{{/body}}</html>",
            ]),
        Row(
            "{{<mid}}{{/mid}}", [:], "<html><nav>mid</nav></html>",
            [
                "mid": "{{<base}}{{$body}}<nav>{{$content}}mid{{/content}}</nav>{{/body}}{{/base}}",
                "base": "<html>{{$body}}{{/body}}</html>",
            ]),
        Row("{{<p}}{{$a}}[{{$a}}inner{{/a}}]{{/a}}{{/p}}", [:], "[inner]", ["p": "{{$a}}d{{/a}}"]),
        Row("{{<p}}{{$a}}{{<p}}{{$a}}x{{/a}}{{/p}}{{/a}}{{/p}}", [:], "((x))", ["p": "({{$a}}d{{/a}})"]),
        Row(
            "{{<p}}{{$foo}}o{{/foo}}{{/p}}", [:], "o o o end",
            [
                "p": "{{$foo}}d{{/foo}} {{$bar}}{{<q}}{{/q}}{{/bar}}",
                "q": "{{$foo}}e{{/foo}} {{<p}}{{$bar}}end{{/bar}}{{/p}}",
            ]),
        Row(
            "{{<list}}{{$item}}<{{v}}>{{/item}}{{/list}}",
            ["v": 1, "n": [["v": 2, "n": [["v": 3, "n": []]]]]],
            "<1>(<2>(<3>()))", ["list": "{{$item}}{{/item}}({{#n}}{{<list}}{{/list}}{{/n}})"]),
    ]

    static let lines: [Row] = [
        Row("{{<p}}{{$t}}\none\n\ntwo\n{{/t}}{{/p}}", [:], "one\n\ntwo\n", ["p": "{{$t}}d{{/t}}"]),
        Row("{{<p}}{{$t}}one{{/t}}{{/p}}", [:], "a:\n  one\n", ["p": "a:\n  {{$t}}d e{{/t}}\n"]),
        Row("a\n  {{<p}}{{/p}}\n", [:], "a\n  one\n  two\n", ["p": "one\ntwo\n"]),
        Row("a\n  {{<p}}\n  {{/p}}\nb", [:], "a\n  one\n  two\nb", ["p": "one\ntwo\n"]),
        Row("a\n  {{<p}}\n  {{/p}} b", [:], "a\n  one b", ["p": "one"]),
        Row("{{<p}}{{$t}}\none\ntwo{{/t}}\n{{/p}}\n", [:], "a\n  one\n  two\n", ["p": "a\n  {{$t}}{{/t}}\n"]),
        Row(
            "{{<p}}{{$t}}\n    one\n    two\n{{/t}}{{/p}}\n", [:], "a\n  one\n  two\n",
            ["p": "a\n  {{$t}}\n  {{/t}}\n"]),
        Row(
            "{{<p}}{{$t}}\none\ntwo\n{{/t}}{{/p}}\n", [:], "a\n  one\n  two\n",
            ["p": "a\n{{$t}}\n  default\n{{/t}}\n"]),
        Row(
            "{{<p}}\n{{$t}}\n  <b>\n    {{x}}\n  </b>\n{{/t}}\n{{/p}}\n", ["x": 1],
            "<main>\n  <b>\n    1\n  </b>\n</main>\n", ["p": "<main>\n  {{$t}}\n  {{/t}}\n</main>\n"]),
        Row(
            "{{<p}}\n{{$t}}\n{{>q}}\n{{/t}}\n{{/p}}\n", [:], "<\n  1\n  2\n>\n",
            ["p": "<\n  {{$t}}\n  {{/t}}\n>\n", "q": "1\n2\n"]),
        Row(
            "{{<p}}\n{{$t}}\n{{#l}}\n{{.}}\n{{/l}}\n{{/t}}\n{{/p}}\n", ["l": [1, 2]], "<\n  1\n  2\n>\n",
            ["p": "<\n  {{$t}}\n  {{/t}}\n>\n"]),
        Row(
            "{{<p}}{{$t}}\n    {{<q}}\n    {{/q}}\n    x\n{{/t}}{{/p}}\n", [:], "  q\n  x\n",
            ["p": "  {{$t}}\n  {{/t}}\n", "q": "q\n"]),
        Row("{{<p}}{{$t}}x{{/t}}{{/p}}", [:], "<b>x</b>\n", ["p": "<b>{{$t}}\nd\n{{/t}}</b>\n"]),
    ]

    @Test(arguments: blocks + levels + lines)
    func rendersInheritance(_ row: Row) throws {
        #expect(try row.render() == row.expected)
    }
}
