import Logging
import Taproom
import TaproomRedis
import TaproomSessions

/// The demo as `beer-demo serve` runs it: the application with its store, the experiments and the banner.
struct Demo {
    let settings: Settings
    private let logger = Logger(label: "beer-demo")

    init(settings: Settings) {
        self.settings = settings
    }

    /// Serves until the process is told to end.
    func run() async throws {
        warn()
        let store = makeStore()
        let demo = try App(settings: settings, store: store)
        let app = try demo.make()
        app.register(Experiments(sessions: demo.sessions))
        if settings.environment == .development { app.use(WhatJustHappened(text: TraceText(settings))) }
        // The banner shows the address, so the application need not log it.
        app.logger.logLevel = max(app.logger.logLevel, .notice)
        app.onStart { server in
            let problem = await problem(of: store)
            Banner.print(settings, server, storeProblem: problem)
            if let problem { logger.error("\(problem)") }
        }
        try await app.run(host: settings.host, port: settings.port, tls: settings.tls)
    }

    private func warn() {
        for warning in settings.warnings { logger.warning("\(warning)") }
        let advice = "REDIS_PASSWORD_FILE and BEER_API_URL keep it out of the arguments"
        switch PasswordArgument.isMasked {
        case true?: logger.notice("a password in the arguments was masked in what ps shows: \(advice)")
        case false?: logger.warning("a password in the arguments shows in ps: \(advice)")
        case nil: break
        }
    }

    /// Checks the store once, and returns the problem; nil if there is none.
    private func problem(of store: any SessionStore) async -> String? {
        do {
            try await store.check()
            return nil
        } catch {
            let redis = "Redis at \(settings.redis.redacted)"
            switch error {
            case SessionError.storeUnavailable(let reason) where reason.hasPrefix("Redis answered: "):
                return "\(redis) takes no sessions (\(reason)): the page answers 503 until it does"
            case SessionError.storeUnavailable(let reason), SessionError.outcomeUnknown(let reason):
                return "\(redis) does not answer (\(reason)): the page answers 503 until it does"
            default: return "\(error)"
            }
        }
    }

    private func makeStore() -> any SessionStore {
        switch settings.store {
        case .redis:
            var options = RedisStore.Options()
            options.cacheLimit = settings.sessionCache
            options.durability = settings.durability
            options.readsFromReplicas = settings.readsFromReplicas
            return RedisStore(RedisClient(settings.redis), options: options)
        case .memory: return MemoryStore()
        }
    }
}
