/// A declaration that can't mean what it says: `start`, `run` and `test` throw it.
public struct RouteError: Error, Sendable, CustomStringConvertible {
    /// The pattern as it was declared.
    public let pattern: String
    /// What is wrong with it.
    public let reason: String

    /// `route /a/*/b: * must be the last segment, and all of it`.
    public var description: String { "route \(pattern): \(reason)" }
}
