/// An invalid declaration of a route, a group or middleware. `start`, `run` and `test` throw it.
public struct RouteError: Error, Sendable, CustomStringConvertible {
    /// The pattern as it was declared.
    public let pattern: String
    /// The reason why it is invalid.
    public let reason: String

    /// The pattern and the reason, such as `route /a/*/b: * must be the last segment, and all of it`.
    public var description: String { "route \(pattern): \(reason)" }
}
