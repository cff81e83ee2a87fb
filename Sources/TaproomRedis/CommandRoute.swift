/// The node of a cluster that a command is sent to.
package enum CommandRoute: Sendable {
    /// The master of the slot of a key, given in two parts that are joined.
    case key(String, String)
    case keyBytes([UInt8])
    /// Any master.
    case anywhere

    /// The hash slot; nil for any master.
    var slot: Int? {
        switch self {
        case .key(let prefix, let rest): HashSlot.of(prefix, rest)
        case .keyBytes(let key): HashSlot.of(key)
        case .anywhere: nil
        }
    }
}

/// A command and its route.
package struct RoutedCommand: Sendable {
    let route: CommandRoute
    let write: @Sendable (inout CommandWriter) -> Void

    package init(_ route: CommandRoute, _ write: @escaping @Sendable (inout CommandWriter) -> Void) {
        self.route = route
        self.write = write
    }
}
