/// A set of parsed templates that may refer to each other.
struct Library: Sendable {
    let templates: [ParsedTemplate]
    let indexes: [String: Int]

    /// Parses every template. Throws the first error, in the order of the names.
    init(_ sources: [Source]) throws(TemplateError) {
        var templates: [ParsedTemplate] = []
        var indexes: [String: Int] = [:]
        for source in sources.sorted(by: { $0.name < $1.name }) {
            if source.bytes.count > ProgramBuilder.longestText {
                throw source.error(.tooLarge, at: 0..<0)
            }
            indexes[source.name] = templates.count
            templates.append(try Parser.parse(source))
        }
        self.templates = templates
        self.indexes = indexes
    }
}
