import ArgumentParser
import Glibc
import TaproomNet

/// The demo: the craft beer name page, its session in Redis.
struct BeerDemo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "beer-demo",
        abstract: "Serves craft beer names, and shows how sessions work.",
        version: "0.1.0",
        subcommands: [Serve.self, SessionsCommand.self],
        defaultSubcommand: Serve.self)
}

@main
enum Main {
    /// Runs the command; a mistake of the caller's is one line on standard error and exit code 64.
    static func main() async {
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
        Terminal.printError("beer-demo: \(line)")
        exit(code)
    }
}

/// Why the demo does not start.
struct StartError: Error {
    let message: String
    /// The process's exit code.
    var code = EX_USAGE
}
