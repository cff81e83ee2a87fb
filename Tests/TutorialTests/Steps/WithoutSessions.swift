import Taproom

/// A beer of the bar, in all steps of the tutorial.
struct Beer: Encodable {
    let name: String
    let style: String

    static func random() -> Beer {
        let name = ["Dark Harbour", "Salt & Lime", "Nine Lives", "Low Tide"].randomElement() ?? ""
        let style = ["Stout", "Gose", "Pale Ale", "Pilsner"].randomElement() ?? ""
        return Beer(name: name, style: style)
    }
}

/// The tutorial's first step.
enum WithoutSessions {
    struct Bar {
        let folder: String

        func application() throws -> Application {
            let app = Application()
            app.views = try Views(folder + "/Views")
            app.use(try StaticFiles(folder + "/Public"))
            app.get("/") { request in
                try request.render("index", Page())
            }
            app.post("/") { request in
                try request.render("index", Page(beer: .random()))
            }
            return app
        }
    }

    struct Page: Encodable {
        var beer: Beer?
    }

    /// This is only compiled, because it serves until the process is told to stop.
    static func program() async throws {
        let bar = Bar(folder: ".")
        try await bar.application().run(host: "localhost", port: 3000)
    }
}
