import Logging
import Synchronization
import Taproom
import TaproomHTTP
import TaproomNet

/// What all sessions of one middleware share.
final class SessionService: Sendable {
    let store: any SessionStore
    /// The store's index of users, where it has one.
    let userIndex: (any UserSessionIndex)?
    let options: SessionOptions
    let signer: CookieSigner
    let logger: Logger
    private let warned = Mutex<Set<String>>([])

    init(store: any SessionStore, options: SessionOptions, logger: Logger) {
        self.store = store
        userIndex = store as? any UserSessionIndex
        self.options = options
        self.logger = logger
        signer = CookieSigner(secrets: options.secrets)
    }

    /// Milliseconds since 1970.
    var now: Int { clock() }

    var clock: SessionClock { options.clock ?? Self.loopClock }

    private static let loopClock: SessionClock = {
        EventLoop.current?.wallMilliseconds ?? Clock.wallMilliseconds()
    }

    /// Whether the session cookie may have Secure on this request's connection.
    func isSecure(_ request: Request) -> Bool {
        switch options.proxy {
        case .application: request.isSecure
        case .trust: request.connection.isSecure || request.forwardedProtocol == "https"
        case .distrust: request.connection.isSecure
        }
    }

    /// Logs something that the operator should mend, once.
    func warnOnce(_ message: String) {
        let isNew = warned.withLock { $0.insert(message).inserted }
        if isNew { logger.warning("\(message)") }
    }
}
