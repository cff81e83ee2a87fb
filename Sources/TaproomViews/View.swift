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

    /// Renders the page and appends it to `bytes`. If an error is thrown, `bytes` contains the page up to that point.
    public func render(_ model: Model, into bytes: inout [UInt8]) throws(TemplateError) {
        try program.render(model, into: &bytes)
    }

    /// Renders the page and returns it. Once a page of its size has been rendered, this takes one allocation.
    public func render(_ model: Model) throws(TemplateError) -> [UInt8] {
        var bytes: [UInt8] = []
        try render(model, into: &bytes)
        return bytes
    }
}
