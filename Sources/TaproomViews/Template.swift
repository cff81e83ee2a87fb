/// A compiled template that gets its data by name.
///
/// ```swift
/// let template = try views.template("index")
/// let page = try template.render(["title": "Beers", "beers": [["name": "Stout"]]])
/// ```
///
/// A ``View`` of a ``ViewModel`` renders faster, because it looks up nothing by name.
public struct Template: Sendable {
    let program: Program

    /// Renders the page and appends it to `bytes`. If an error is thrown, `bytes` contains the page up to that point.
    public func render(_ data: ViewValue, into bytes: inout [UInt8]) throws(TemplateError) {
        try program.render(NoModel(), searchingFirst: data, into: &bytes)
    }

    /// Renders the page and returns it.
    public func render(_ data: ViewValue) throws(TemplateError) -> [UInt8] {
        var bytes: [UInt8] = []
        try render(data, into: &bytes)
        return bytes
    }
}
