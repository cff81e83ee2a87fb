import Testing

@testable import TaproomViews

/// Encodable values as template values.
@Suite(.timeLimit(.minutes(1))) struct ViewValueEncoderTests {
    private struct Row: Encodable {
        var name: String
        var tags: [String]
        var note: String?
    }

    private func render(_ template: String, _ value: some Encodable) throws -> String {
        let views = try Views(templates: ["page": template])
        return String(decoding: try views.template("page").render(try ViewValue(encoding: value)), as: UTF8.self)
    }

    @Test func membersAndElementsAreFoundByName() throws {
        let rows = [Row(name: "a", tags: ["x", "y"], note: "n"), Row(name: "b", tags: [], note: nil)]
        let template = "{{#rows}}{{name}}{{#tags}}{{.}}{{/tags}}{{^tags}}-{{/tags}}{{note}};{{/rows}}"
        #expect(try render(template, ["rows": rows]) == "axyn;b-;")
    }

    @Test func aLongListIsEncoded() throws {
        let rows = (0..<100_000).map { Row(name: "\($0)", tags: [], note: nil) }
        guard case .list(let values) = try ViewValue(encoding: rows) else {
            Issue.record("no list")
            return
        }
        #expect(values.count == 100_000)
        let members = Dictionary(uniqueKeysWithValues: (0..<100_000).map { ("key \($0)", $0) })
        guard case .dictionary(let values) = try ViewValue(encoding: members) else {
            Issue.record("no dictionary")
            return
        }
        #expect(values.count == 100_000)
    }
}
