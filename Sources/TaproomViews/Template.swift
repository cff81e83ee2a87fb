/// A compiled template that is given its data by name.
///
/// ```swift
/// let template = try views.template("index")
/// let page = try template.render(["title": "Beers", "beers": [["name": "Stout"]]])
/// ```
///
/// A ``View`` of a ``ViewModel`` renders faster, as it looks nothing up by name.
public struct Template: Sendable {
    let program: Program

    /// Appends the page to bytes. After an error they hold the page up to where it occurred.
    public func render(_ data: ViewValue, into bytes: inout [UInt8]) throws(TemplateError) {
        try program.render(NoModel(), searchingFirst: data, into: &bytes)
    }

    /// Makes the page.
    public func render(_ data: ViewValue) throws(TemplateError) -> [UInt8] {
        var bytes: [UInt8] = []
        try render(data, into: &bytes)
        return bytes
    }
}
