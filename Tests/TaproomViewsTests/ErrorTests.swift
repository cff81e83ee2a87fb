import Testing

@testable import TaproomViews

/// A template that can't be loaded, and the expected error.
struct ErrorRow: Sendable, CustomTestStringConvertible {
    let template: String
    let kind: TemplateError.Kind
    let message: String

    init(_ template: String, _ kind: TemplateError.Kind, _ message: String) {
        self.template = template
        self.kind = kind
        self.message = message
    }

    var testDescription: String { template.debugDescription }
}

struct ErrorTests {
    static let rows: [ErrorRow] = [
        ErrorRow("{{name", .unclosedTag, "main:1:1: tag {{name has no closing delimiter"),
        ErrorRow("a\n  {{name}\nb", .unclosedTag, "main:2:3: tag {{name} has no closing delimiter"),
        ErrorRow("{{{name}}", .unclosedTag, "main:1:1: tag {{{name}} has no closing delimiter"),
        ErrorRow("{{", .unclosedTag, "main:1:1: tag {{ has no closing delimiter"),
        ErrorRow("{{=<% %>=}}<%a}}", .unclosedTag, "main:1:12: tag <%a}} has no closing delimiter"),
        ErrorRow("{{}}", .emptyName, "main:1:1: tag {{}} has no name, or an empty part in its dotted name"),
        ErrorRow(
            "x{{# }}", .emptyName, "main:1:2: tag {{# }} has no name, or an empty part in its dotted name"),
        ErrorRow(
            "{{{}}}", .emptyName, "main:1:1: tag {{{}}} has no name, or an empty part in its dotted name"),
        ErrorRow(
            "{{a..b}}", .emptyName, "main:1:1: tag {{a..b}} has no name, or an empty part in its dotted name"),
        ErrorRow(
            "{{.a}}", .emptyName, "main:1:1: tag {{.a}} has no name, or an empty part in its dotted name"),
        ErrorRow("{{>}}", .emptyName, "main:1:1: tag {{>}} has no name, or an empty part in its dotted name"),
        ErrorRow("\n\n    {{#beer}}\n", .unclosedSection, "main:3:5: section {{#beer}} is never closed"),
        ErrorRow("{{^a}}{{#b}}{{/b}}", .unclosedSection, "main:1:1: section {{^a}} is never closed"),
        ErrorRow("{{<known}}", .unclosedSection, "main:1:1: section {{<known}} is never closed"),
        ErrorRow("{{$b}}", .unclosedSection, "main:1:1: section {{$b}} is never closed"),
        ErrorRow(
            "{{#a}}\n{{/b}}", .mismatchedClose(opened: "{{#a}}", line: 1),
            "main:2:1: {{/b}} does not close {{#a}}, which was opened on line 1"),
        ErrorRow(
            "{{#a}}{{^b}}{{/a}}{{/b}}", .mismatchedClose(opened: "{{^b}}", line: 1),
            "main:1:13: {{/a}} does not close {{^b}}, which was opened on line 1"),
        ErrorRow("ü{{/a}}", .unexpectedClose, "main:1:2: {{/a}} closes a section that was never opened"),
        ErrorRow(
            "{{#a}}{{/a}}{{/a}}", .unexpectedClose,
            "main:1:13: {{/a}} closes a section that was never opened"),
        ErrorRow(
            "{{=<%=}}", .invalidDelimiters,
            "main:1:1: {{=<%=}} must hold two delimiters of at most 16 bytes with a space between them"),
        ErrorRow(
            "{{=a b c=}}", .invalidDelimiters,
            "main:1:1: {{=a b c=}} must hold two delimiters of at most 16 bytes with a space between them"),
        ErrorRow(
            "{{=<% %>}}", .invalidDelimiters,
            "main:1:1: {{=<% %>}} must hold two delimiters of at most 16 bytes with a space between them"),
        ErrorRow(
            "{{=a= b=}}", .invalidDelimiters,
            "main:1:1: {{=a= b=}} must hold two delimiters of at most 16 bytes with a space between them"),
        ErrorRow(
            "{{=12345678901234567 b=}}", .invalidDelimiters,
            "main:1:1: {{=12345678901234567 b=}} must hold two delimiters of at most 16 bytes"
                + " with a space between them"),
        ErrorRow(
            "a\n {{>nav}}\n", .unknownPartial,
            "main:2:2: partial {{>nav}} names a template that was not loaded"),
        ErrorRow(
            "{{#x}}{{< nav }}{{/ nav }}{{/x}}", .unknownParent,
            "main:1:7: parent {{< nav }} names a template that was not loaded"),
        ErrorRow("{{#a\nb}}", .unclosedSection, "main:1:1: section {{#a b}} is never closed"),
    ]

    @Test(arguments: rows)
    func reportsKindAndPlace(_ row: ErrorRow) throws {
        let error = try #require(throws: TemplateError.self) {
            try Views(templates: ["main": row.template, "known": ""])
        }
        #expect(error.kind == row.kind)
        #expect(error.description == row.message)
    }

    @Test func namesTheTemplateThatIsWrong() throws {
        let error = try #require(throws: TemplateError.self) {
            try Views(templates: ["main": "{{>part}}", "part": "\n {{>nav}}"])
        }
        #expect(error.template == "part")
        #expect((error.line, error.column) == (2, 2))
        #expect(error.tag == "{{>nav}}")
    }

    @Test func shortensALongTag() throws {
        let error = try #require(throws: TemplateError.self) {
            try Views(templates: ["main": "{{#" + String(repeating: "x", count: 500) + "}}"])
        }
        #expect(error.tag.count == 61)
        #expect(error.tag.hasSuffix("…"))
    }

    @Test func boundsNesting() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "{{#a}}", count: depth) + String(repeating: "{{/a}}", count: depth)
        }
        #expect(try Views(templates: ["main": nested(256)]).template("main").render(["a": true]).isEmpty)
        let error = try #require(throws: TemplateError.self) {
            try Views(templates: ["main": nested(257)])
        }
        #expect(error.kind == .nestingTooDeep(limit: 256))
        let inPartials = try #require(throws: TemplateError.self) {
            try Views(templates: ["main": "{{>part}}", "part": nested(256)])
        }
        #expect(inPartials.kind == .nestingTooDeep(limit: 256))
    }

    @Test func boundsRecursion() throws {
        let template = try Views(templates: ["main": "x\n{{>main}}"]).template("main")
        let error = try #require(throws: TemplateError.self) { try template.render([:]) }
        #expect(error.kind == .recursionTooDeep(limit: 64))
        #expect(error.description == "main:2:1: partial {{>main}} includes itself more than 64 levels deep")
    }

    @Test func boundsPartialsThatDouble() throws {
        var templates = ["p0": "x"]
        for level in 1...40 {
            templates["p\(level)"] = "{{>p\(level - 1)}}{{>p\(level - 1)}}"
        }
        let error = try #require(throws: TemplateError.self) { try Views(templates: templates) }
        #expect(error.kind == .tooLarge)
    }

    @Test func boundsTheSizeOfATemplate() throws {
        let bytes = [UInt8](repeating: ASCII.newline, count: (1 << 22) + 1)
        let error = try #require(throws: TemplateError.self) {
            try Views(sources: [Source(name: "main", file: "main", bytes: bytes)])
        }
        #expect(error.kind == .tooLarge)
    }

    @Test func namesAnUnknownTemplate() throws {
        let views = try Views(templates: ["main": ""])
        let error = try #require(throws: TemplateError.self) { try views.template("index") }
        #expect(error.kind == .unknownTemplate)
        #expect(error.description == "index: there is no template of this name")
    }
}
