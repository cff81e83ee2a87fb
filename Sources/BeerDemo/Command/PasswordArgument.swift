import Taproom

/// The password in `--redis redis://user:password@host` or in the URL of `--beer-api`, which ps(1) would show to every
/// user.
enum PasswordArgument {
    private static let options = ["--redis", "--beer-api"].map { Array($0.utf8) }

    /// Whether a password was masked; nil if there was none.
    static let isMasked: Bool? = {
        // The parser has its own copy of the arguments, so it reads them unmasked.
        guard hasPassword(CommandLine.arguments) else { return nil }
        return Console.maskArguments(passwords) ?? false
    }()

    private static func hasPassword(_ arguments: [String]) -> Bool {
        passwords(arguments.map { Array($0.utf8) }).contains { $0 != nil }
    }

    /// Returns the range of the password in each argument; nil for an argument without one.
    static func passwords(_ arguments: [[UInt8]]) -> [Range<Int>?] {
        arguments.enumerated().map { index, argument in
            if index > 0, options.contains(arguments[index - 1]) { return password(argument) }
            let isWhole = options.contains { argument.starts(with: $0 + [UInt8(ascii: "=")]) }
            return isWhole ? password(argument) : nil
        }
    }

    /// Returns the range between the first colon after `://` and the last `@`.
    private static func password(_ argument: [UInt8]) -> Range<Int>? {
        let mark = Array("://".utf8)
        guard let at = argument.lastIndex(of: UInt8(ascii: "@")),
            let scheme = argument.indices.first(where: { argument[$0...].starts(with: mark) }),
            let colon = argument[(scheme + mark.count)...].firstIndex(of: UInt8(ascii: ":")), colon + 1 < at
        else { return nil }
        return (colon + 1)..<at
    }
}
