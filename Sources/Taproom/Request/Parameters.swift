/// The values of a route's parameters in the path.
public struct Parameters: Sendable {
    /// The parameters' names. They are set after the values, because the route is known only when all segments have
    /// matched.
    var names: [String] = []
    private var values: [String] = []

    /// The decoded value of a parameter, such as `id` in `/users/:id`; nil if the route has none of that name. `*` is
    /// the part that a trailing wildcard matched.
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
