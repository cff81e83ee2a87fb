/// Whether the user may run the commands of the store.
extension ServerAnswers {
    /// - Parameters:
    ///   - login: the user's name, if the server does not report it.
    ///   - uses: the parts of the store that are in use.
    ///   - keys: the patterns of the store's keys.
    func permissions(of login: String, for uses: [StoreCommand.Use], keys: [String]) -> RedisFinding {
        let needed = mayRunScripts ? uses : uses + [.transactions]
        let missing = StoreCommand.all.filter { needed.contains($0.use) && permissions[$0.name] != nil }
        let user = user.string ?? login
        guard missing.isEmpty else {
            let fact = "it does not run \(Self.list(missing)) for the user \(user)"
            let denied = missing.filter { permissions[$0.name] != .unknownCommand }
            guard !denied.isEmpty else {
                return RedisFinding(
                    "permissions", fact,
                    .change("Use a newer Redis or Valkey, as this one lacks what is needed to \(missing[0].purpose)."))
            }
            let rules = denied.map(Self.rule).joined(separator: " ")
            let patterns = keys.map { "~\($0)" }.joined(separator: " ")
            return RedisFinding(
                "permissions", fact,
                .change("Permit them by ACL SETUSER \(user) \(rules) \(patterns)."))
        }
        let others = StoreCommand.all.filter { $0.use != .transactions && permissions[$0.name] != nil }
        let rest = others.isEmpty ? "" : ", but not \(Self.list(others)), which other uses need"
        return RedisFinding("permissions", "the user \(user) may do all that sessions need\(rest)")
    }

    private static func list(_ commands: [StoreCommand]) -> String {
        commands.map(\.name).joined(separator: ", ")
    }

    private static func rule(_ command: StoreCommand) -> String {
        "+" + command.name.lowercased().replacing(" ", with: "|")
    }
}
