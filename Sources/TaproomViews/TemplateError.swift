/// An error in a template, with its position.
public struct TemplateError: Error, Sendable, Equatable {
    /// The kinds of errors.
    public enum Kind: Sendable, Equatable {
        /// A tag has no closing delimiter.
        case unclosedTag
        /// A tag has no name, or a dotted name has an empty part.
        case emptyName
        /// A section, block or parent is still open at the end of the template.
        case unclosedSection
        /// A closing tag names something other than the innermost open tag.
        case mismatchedClose(opened: String, line: Int)
        /// A closing tag does not have an opening tag.
        case unexpectedClose
        /// A set-delimiter tag does not hold two short delimiters without spaces or equals signs.
        case invalidDelimiters
        /// A partial names a template that was not loaded.
        case unknownPartial
        /// A parent names a template that was not loaded.
        case unknownParent
        /// Sections, blocks and partials are nested too deeply to load.
        case nestingTooDeep(limit: Int)
        /// Partials include each other too deeply while rendering.
        case recursionTooDeep(limit: Int)
        /// A template is too large, by itself or with its partials and parents inserted.
        case tooLarge
        /// The requested template was not loaded.
        case unknownTemplate
        /// A template's folder or file could not be read.
        case unreadable(reason: String)
    }

    /// The kind of error.
    public let kind: Kind
    /// The template's file, or its name if it did not come from a file.
    public let template: String
    /// The line of the offending tag, counted from one; zero if the error has no position in a template.
    public let line: Int
    /// The column of the offending tag in characters, counted from one; zero if the line is zero.
    public let column: Int
    /// The offending tag as it is written in the template, on one line and shortened if it is long.
    public let tag: String
}

extension TemplateError: CustomStringConvertible {
    /// The position and the problem in one line, such as
    /// `Views/index.mustache:12:5: section {{#beer}} is never closed`.
    public var description: String {
        line == 0 ? "\(template): \(problem)" : "\(template):\(line):\(column): \(problem)"
    }

    private var problem: String {
        switch kind {
        case .unclosedTag: "tag \(tag) has no closing delimiter"
        case .emptyName: "tag \(tag) has no name, or an empty part in its dotted name"
        case .unclosedSection: "section \(tag) is never closed"
        case .mismatchedClose(let opened, let line):
            "\(tag) does not close \(opened), which was opened on line \(line)"
        case .unexpectedClose: "\(tag) closes a section that was never opened"
        case .invalidDelimiters:
            "\(tag) must hold two delimiters of at most \(Delimiters.longest) bytes with a space between them"
        case .unknownPartial: "partial \(tag) names a template that was not loaded"
        case .unknownParent: "parent \(tag) names a template that was not loaded"
        case .nestingTooDeep(let limit): "\(tag) is nested more than \(limit) levels deep"
        case .recursionTooDeep(let limit): "partial \(tag) includes itself more than \(limit) levels deep"
        case .tooLarge: "the template is too large once its partials are in place"
        case .unknownTemplate: "there is no template of this name"
        case .unreadable(let reason): "cannot be read: \(reason)"
        }
    }
}
