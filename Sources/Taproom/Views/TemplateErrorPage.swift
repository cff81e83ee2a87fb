import TaproomHTTP
import TaproomViews

/// The page that shows an invalid template in development: file, line and tag. It can't be rendered from a template.
package enum TemplateErrorPage {
    package static func response(_ error: TemplateError) -> Response {
        var place = error.template.escapingHTML
        if error.line > 0 { place += ", line \(error.line), column \(error.column)" }
        let tag = error.tag.isEmpty ? "" : "<p class=\"template\"><code>\(error.tag.escapingHTML)</code></p>"
        let page = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>Template error</title>
              <link rel="stylesheet" href="/style.css">
            </head>
            <body>
              <main>
                <h1>A template is wrong</h1>
                <p class="message">\(place)</p>
                \(tag)
                <p class="template">\(error.description.escapingHTML)</p>
                <p>Mend the file and load the page again. In production this is a plain 500.</p>
              </main>
            </body>
            </html>

            """
        return .html(Array(page.utf8), status: .internalServerError)
    }
}
