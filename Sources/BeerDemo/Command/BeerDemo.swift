import ArgumentParser
import Glibc
import Taproom

/// The demo: the craft beer name page, its session in Redis.
struct BeerDemo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "beer-demo",
        abstract: "Serves craft beer names, and shows how sessions work.",
        discussion: """
            beer-demo alone means beer-demo serve: the page at http://localhost:3000, sessions in this machine's Redis.

              beer-demo --port 8080 --store memory    on another port, without Redis
              beer-demo --session-max-age 5           and see a session expire
              beer-demo sessions list                 what Redis holds of it

            All options of the server: beer-demo help serve
            """,
        version: "0.1.0",
        subcommands: [Serve.self, SessionsCommand.self, CertificateCommand.self],
        defaultSubcommand: Serve.self)
}

@main
enum Main {
    /// Runs the command; a mistake of the caller's is one line on standard error and exit code 64.
    static func main() async {
        Console.prepare()
        _ = PasswordArgument.isMasked
        do {
            var command = try BeerDemo.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as StartError {
            fail(error.message, code: error.code)
        } catch {
            guard BeerDemo.exitCode(for: error) != .success else { BeerDemo.exit(withError: error) }
            fail(BeerDemo.message(for: error), code: EX_USAGE)
        }
    }

    private static func fail(_ message: String, code: Int32) {
        let line = message.split(separator: "\n").joined(separator: " ")
        // Behind what was logged before; the exit waits for it, but not for a reader that has stalled.
        Console.logError("beer-demo: \(line.escapingControlCharacters)")
        exit(code)
    }
}

/// Why the demo does not start.
struct StartError: Error {
    let message: String
    /// The process's exit code.
    var code = EX_USAGE
}
