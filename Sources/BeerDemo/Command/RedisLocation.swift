import TaproomRedis

/// The location of Redis from the option and the variables.
enum RedisLocation {
    /// The forms of the URL, for the help.
    static let forms = """
        Redis, as redis://[user:pass@]host:port[/db], unix://[user:pass@]/path[?db=1], \
        redis+cluster://host:port,host:port or redis+sentinel://host:port,host:port/master; with TLS rediss://, \
        rediss+cluster:// or rediss+sentinel://, and ?ca=file&cert=file&key=file.
        """

    /// Returns the URL of Redis.
    ///
    /// - Parameter given: the value of `--redis`; nil for none.
    /// - Throws: `StartError`, which never contains a password.
    static func url(_ given: String?, variables: [String: String]) throws -> RedisURL {
        var url = try SettingsReader(variables: variables).value(.redis, given) ?? RedisURL("redis://127.0.0.1:6379")
        // `user:@host` is a user whose password is in a variable.
        if url.password?.isEmpty ?? true {
            let reader = SecretReader(variables: variables)
            url.password = try reader.secret("REDIS_PASSWORD", file: "REDIS_PASSWORD_FILE")?.text ?? url.password
        }
        return url
    }
}
