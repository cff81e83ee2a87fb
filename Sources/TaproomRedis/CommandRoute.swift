/// Where a command goes in a cluster.
package enum CommandRoute: Sendable {
    /// Wherever the key is that these parts make.
    case key(String, String)
    case keyBytes([UInt8])
    /// Any master will do.
    case anywhere

    /// nil for any.
    var slot: Int? {
        switch self {
        case .key(let prefix, let rest): HashSlot.of(prefix, rest)
        case .keyBytes(let key): HashSlot.of(key)
        case .anywhere: nil
        }
    }
}

/// A command and where it goes.
package struct RoutedCommand: Sendable {
    let route: CommandRoute
    let write: @Sendable (inout CommandWriter) -> Void

    package init(_ route: CommandRoute, _ write: @escaping @Sendable (inout CommandWriter) -> Void) {
        self.route = route
        self.write = write
    }
}
