import Taproom

/// The password in `--redis redis://user:password@host` or the URL of `--beer-api`, which ps(1) would show to everybody.
enum PasswordArgument {
    private static let options = ["--redis", "--beer-api"].map { Array($0.utf8) }

    /// Whether there was one, and it is masked; nil where there was none.
    static let isMasked: Bool? = {
        // The arguments are the parser's to read, as they were given.
        guard hasPassword(CommandLine.arguments) else { return nil }
        return Console.maskArguments(passwords) ?? false
    }()

    private static func hasPassword(_ arguments: [String]) -> Bool {
        passwords(arguments.map { Array($0.utf8) }).contains { $0 != nil }
    }

    /// Where each argument has a password.
    static func passwords(_ arguments: [[UInt8]]) -> [Range<Int>?] {
        arguments.enumerated().map { index, argument in
            if index > 0, options.contains(arguments[index - 1]) { return password(argument) }
            let isWhole = options.contains { argument.starts(with: $0 + [UInt8(ascii: "=")]) }
            return isWhole ? password(argument) : nil
        }
    }

    /// Between the first colon behind `://` and the last `@`.
    private static func password(_ argument: [UInt8]) -> Range<Int>? {
        let mark = Array("://".utf8)
        guard let at = argument.lastIndex(of: UInt8(ascii: "@")),
            let scheme = argument.indices.first(where: { argument[$0...].starts(with: mark) }),
            let colon = argument[(scheme + mark.count)...].firstIndex(of: UInt8(ascii: ":")), colon + 1 < at
        else { return nil }
        return (colon + 1)..<at
    }
}
