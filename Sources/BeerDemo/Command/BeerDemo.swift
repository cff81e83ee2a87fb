import ArgumentParser
import Glibc
import Taproom

/// The demo: a page with names of craft beers, and its sessions in Redis.
struct BeerDemo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "beer-demo",
        abstract: "Serves craft beer names, and shows how sessions work.",
        discussion: """
            beer-demo alone means beer-demo serve: the page at http://localhost:3000, sessions in this machine's Redis.

              beer-demo --port 8080 --store memory    on another port, without Redis
              beer-demo --session-max-age 5           and see a session expire
              beer-demo sessions list                 list the sessions in Redis

            All options of the server: beer-demo help serve
            """,
        version: "0.1.0",
        subcommands: [Serve.self, SessionsCommand.self, CertificateCommand.self],
        defaultSubcommand: Serve.self)
}

@main
enum Main {
    /// Runs the command. A mistake of the user prints one line on standard error, and the exit code is 64.
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
        // The line follows those logged before. The exit waits for it, but not for a stalled reader.
        Console.logError("beer-demo: \(line.escapingControlCharacters)")
        exit(code)
    }
}

/// The reason why the demo does not start.
struct StartError: Error {
    let message: String
    /// The process's exit code.
    var code = EX_USAGE
}
