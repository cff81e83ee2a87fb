/// A compiled template bound to the type of its data.
///
/// ```swift
/// let index: View<Page> = try views.view("index")
/// try index.render(page, into: &response)
/// ```
public struct View<Model: ViewModel>: Sendable {
    private let program: Program

    init(_ program: Program) {
        self.program = program.bound(to: Model.self)
    }

    /// Appends the page to bytes. After an error they hold the page up to where it occurred.
    public func render(_ model: Model, into bytes: inout [UInt8]) throws(TemplateError) {
        try program.render(model, into: &bytes)
    }

    /// Makes the page, in one allocation once a page of its size has been made before.
    public func render(_ model: Model) throws(TemplateError) -> [UInt8] {
        var bytes: [UInt8] = []
        try render(model, into: &bytes)
        return bytes
    }
}
