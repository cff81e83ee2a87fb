import Testing

@testable import TaproomViews

/// A page is written into a buffer with the size of the last pages, which grows if necessary.
struct RoomTests {
    static let data: ViewValue = [
        "text": "plain text, longer than a block of what is copied at once", "special": "<a href=\"?x&y\">'</a>",
        "bytes": .bytes(Array("raw <bytes>".utf8)), "number": -1_234_567, "fraction": 0.25, "truth": true,
        "list": [["name": "one"], ["name": "two & more"], ["name": ""]],
        "tree": ["name": "root", "nodes": [["name": "leaf\nof two lines", "nodes": []]]],
    ]

    static let templates = [
        "main": """
        Text before all tags, so long that it is more than a block by itself.
        {{text}}{{special}}{{{special}}}, {{bytes}}{{number}}{{fraction}}{{truth}}
        {{#list}}<{{name}}>{{/list}}{{^text}}never{{/text}}{{#truth}}{{.}}{{/truth}}
        {{#tree}}
          {{>tree}}
        {{/tree}}
        {{number}} and text after all tags.
        """,
        "tree": "{{name}}\n{{#nodes}}\n  {{>tree}}\n{{/nodes}}\n",
        "value": "{{special}}",
    ]

    @Test func rendersTheSameIntoAnyRoom() throws {
        for name in ["main", "value"] {
            let expected = try Views(templates: Self.templates).template(name).render(Self.data)
            for size in 0...expected.count + 1 {
                let template = try Views(templates: Self.templates).template(name)
                template.program.noteOutput(size: size)
                #expect(try template.render(Self.data) == expected, "with room for \(size) bytes")
            }
        }
    }

    @Test func rendersTheSameAgain() throws {
        let template = try Views(templates: Self.templates).template("main")
        let first = try template.render(Self.data)
        for _ in 0..<3 {
            #expect(try template.render(Self.data) == first)
        }
        #expect(try template.render([:]).count < first.count)
        #expect(try template.render(Self.data) == first)
    }

    @Test func appendsIntoAnyRoom() throws {
        let template = try Views(templates: Self.templates).template("main")
        let page = try template.render(Self.data)
        var bytes = Array("before".utf8)
        try template.render(Self.data, into: &bytes)
        try template.render(Self.data, into: &bytes)
        #expect(bytes == Array("before".utf8) + page + page)
    }

    @Test func rendersPagesThatAreHuge() throws {
        let template = try Views(templates: ["main": "{{#rows}}<{{.}}>{{/rows}}"]).template("main")
        let rows = ViewValue.list((0..<30_000).map { .int($0) })
        let expected = (0..<30_000).map { "<\($0)>" }.joined()
        for _ in 0..<2 {
            #expect(try String(decoding: template.render(["rows": rows]), as: UTF8.self) == expected)
        }
    }

    @Test func keepsThePageUpToAnError() throws {
        let template = try Views(templates: ["main": "{{a}}x\n{{>main}}y"]).template("main")
        var bytes: [UInt8] = []
        #expect(throws: TemplateError.self) { try template.render(["a": "&"], into: &bytes) }
        #expect(String(decoding: bytes, as: UTF8.self) == String(repeating: "&amp;x\n", count: 65))
    }
}
