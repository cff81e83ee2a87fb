/// A pattern that no route can have: `start` and `run` throw it.
public struct RouteError: Error, Sendable, CustomStringConvertible {
    /// The pattern as it was declared.
    public let pattern: String
    public let reason: String

    public var description: String { "route \(pattern): \(reason)" }
}
