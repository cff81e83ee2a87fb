import Logging
import Synchronization
import TaproomHTTP

/// Makes the ids of a process's requests: a random number for the process, and the number of the request.
final class RequestIDs: Sendable {
    private let prefix = String(UInt64.random(in: .min ... .max), radix: 16)
    private let count = Atomic<UInt64>(0)

    func next() -> String {
        prefix + "-" + String(count.add(1, ordering: .relaxed).newValue, radix: 16)
    }
}

extension Request {
    /// What tells this request from all others, in logs and at other servers: as the middleware `RequestID` took it from the
    /// request, or else made by this server.
    public internal(set) var id: String {
        get {
            if let identifier { return identifier }
            let made = context.requestIDs.next()
            identifier = made
            return made
        }
        set { identifier = newValue }
    }

    /// The application's logger, whose lines carry `request.id`.
    public var logger: Logger {
        var logger = context.logger
        logger[metadataKey: "request.id"] = "\(id)"
        return logger
    }
}
