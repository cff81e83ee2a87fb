import TaproomRedis

/// Reads settings. A flag takes precedence over its variable, and an empty variable counts as unset.
struct SettingsReader {
    let variables: [String: String]

    /// Returns the value of the flag or the variable; nil if neither is set.
    ///
    /// - Parameter given: the text of the flag; nil if it is missing.
    /// - Throws: `StartError`, which names the flag or variable and its valid values.
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

    /// Returns the values of a repeatable flag, or else those of its variable.
    func values(_ setting: Setting<[String]>, _ given: [String]) throws -> [String] {
        given.isEmpty ? try value(setting, nil) ?? [] : given
    }

    /// Turns a setting on if the flag is given; otherwise replaces a default with the value of the variable, if it is
    /// set.
    func read(_ setting: Setting<Bool>, _ isGiven: Bool, into value: inout Bool) throws {
        value = try isGiven || self.value(setting, nil) ?? value
    }

    /// Replaces a default with the value of the flag or the variable, if one is set.
    func read<Value>(_ setting: Setting<Value>, _ given: String?, into value: inout Value) throws {
        if let read = try self.value(setting, given) { value = read }
    }
}
