import Taproom
import TaproomSessions

extension CookieOptions {
    /// Makes the options from those of the recordings.
    package init(recorded options: JSONValue?) {
        self.init()
        for member in options?.members ?? [] {
            switch (member.name, member.value) {
            case ("maxAge", .number): maxAge = member.value.intValue.map { .milliseconds($0) }
            case ("secure", .string("auto")): secure = .auto
            case ("secure", .bool(let value)): secure = value ? .on : .off
            case ("httpOnly", .bool(let value)): httpOnly = value
            case ("partitioned", .bool(let value)): partitioned = value
            case ("path", .string(let value)): path = value
            case ("domain", .string(let value)): domain = value
            case ("priority", .string(let value)):
                priority = ["low": .low, "medium": .medium, "high": .high][value]
            case ("sameSite", .bool(true)): sameSite = .enabled
            case ("sameSite", .string(let value)):
                sameSite = ["strict": .strict, "lax": .lax, "none": CookieOptions.SameSite.none, "auto": .auto][value]
            default: break
            }
        }
    }
}

extension JSONValue {
    /// The members of an object; none for any other value.
    package var members: [JSONValue.Member] { if case .object(let members) = self { members } else { [] } }
}
