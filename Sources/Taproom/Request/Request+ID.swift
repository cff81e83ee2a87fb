import Logging
import Synchronization
import TaproomHTTP

/// Makes the ids of an application's requests, each of a random number for the application and a counter.
final class RequestIDs: Sendable {
    private let prefix = String(UInt64.random(in: .min ... .max), radix: 16)
    private let count = Atomic<UInt64>(0)

    func next() -> String {
        prefix + "-" + String(count.add(1, ordering: .relaxed).newValue, radix: 16)
    }
}

extension Request {
    /// The id that identifies this request in logs and at other servers. It is the one that the middleware `RequestID`
    /// accepted from the request, or one that this server made.
    public internal(set) var id: String {
        get {
            if let identifier { return identifier }
            let made = context.requestIDs.next()
            identifier = made
            return made
        }
        set { identifier = newValue }
    }

    /// The application's logger, with the metadata `request.id`.
    public var logger: Logger {
        var logger = context.logger
        logger[metadataKey: "request.id"] = "\(id)"
        return logger
    }
}
