import TaproomRedis

/// Looks settings up: a flag beats its variable, and an empty variable counts as unset.
struct SettingsReader {
    let variables: [String: String]

    /// The value that flag or variable give; nil if neither is set.
    ///
    /// - Parameter given: the text of the flag; nil if it is not there.
    /// - Throws: `StartError`, which names the flag or variable and what it takes.
    func value<Value>(_ setting: Setting<Value>, _ given: String?) throws -> Value? {
        let source: String
        let text: String
        if let given {
            (source, text) = (setting.flag, given)
        } else if let given = variables[setting.variable], !given.isEmpty {
            (source, text) = (setting.variable, given)
        } else {
            return nil
        }
        do {
            if let value = try setting.read(text) { return value }
        } catch let error as RedisError {
            throw StartError(message: "\(source): \(error)")
        }
        throw StartError(message: "\(source) must be \(setting.expectation), not '\(text)'")
    }

    /// The values that a repeatable flag gives, or else its variable.
    func values(_ setting: Setting<[String]>, _ given: [String]) throws -> [String] {
        given.isEmpty ? try value(setting, nil) ?? [] : given
    }

    /// Replaces a default by the value that flag or variable give.
    func read<Value>(_ setting: Setting<Value>, _ given: String?, into value: inout Value) throws {
        if let read = try self.value(setting, given) { value = read }
    }
}
