/// The values that a path gave to a route's parameters.
public struct Parameters: Sendable {
    private var pairs: [(name: String, value: String)] = []

    /// The decoded value of a parameter such as `id` in `/users/:id`; `*` is what a trailing wildcard matched.
    public subscript(name: String) -> String? {
        pairs.first { $0.name == name }?.value
    }

    public var isEmpty: Bool { pairs.isEmpty }

    mutating func append(_ name: String, _ value: String) {
        pairs.append((name, value))
    }

    mutating func removeAll() {
        if !pairs.isEmpty { pairs.removeAll(keepingCapacity: true) }
    }

    mutating func removeLast() {
        pairs.removeLast()
    }
}
