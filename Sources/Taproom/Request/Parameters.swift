/// The values that a path gave to a route's parameters.
public struct Parameters: Sendable {
    /// Those of the route that was found, which is known only when all values are.
    var names: [String] = []
    private var values: [String] = []

    /// The decoded value of a parameter such as `id` in `/users/:id`; `*` is what a trailing wildcard matched.
    public subscript(name: String) -> String? {
        zip(names, values).first { $0.0.isExactly(name) }?.1
    }

    /// Whether there are no parameters.
    public var isEmpty: Bool { values.isEmpty }

    mutating func append(_ value: String) {
        values.append(value)
    }

    mutating func removeAll() {
        if !values.isEmpty { values.removeAll(keepingCapacity: true) }
    }

    mutating func removeLast(_ count: Int) {
        values.removeLast(count)
    }
}
