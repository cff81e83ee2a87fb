import TaproomRedis

/// Where Redis is, as option and variables say together.
enum RedisLocation {
    /// - Parameter given: the value of `--redis`.
    /// - Throws: `StartError`, which never repeats a password.
    static func url(_ given: String?, variables: [String: String]) throws -> RedisURL {
        var url = try SettingsReader(variables: variables).value(.redis, given) ?? RedisURL("redis://127.0.0.1:6379")
        // A user whose password stands elsewhere is written as `user:@host`.
        if url.password?.isEmpty ?? true {
            let reader = SecretReader(variables: variables)
            url.password = try reader.secret("REDIS_PASSWORD", file: "REDIS_PASSWORD_FILE")?.text ?? url.password
        }
        return url
    }
}
