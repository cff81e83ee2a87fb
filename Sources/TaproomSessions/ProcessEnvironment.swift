import Glibc

/// The environment that the process runs in.
enum ProcessEnvironment {
    /// Whether the environment variable `APP_ENV` is `production`.
    static var isProduction: Bool {
        getenv("APP_ENV").map { String(cString: $0) == "production" } ?? false
    }
}
