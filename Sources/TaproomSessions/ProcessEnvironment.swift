import Glibc

/// What the process was told about where it runs.
enum ProcessEnvironment {
    /// Whether `APP_ENV` says production.
    static var isProduction: Bool {
        getenv("APP_ENV").map { String(cString: $0) == "production" } ?? false
    }
}
