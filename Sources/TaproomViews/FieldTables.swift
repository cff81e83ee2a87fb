import Synchronization

/// The positions of a program's names among the fields of a model type; negative for a name that the type does not
/// have.
typealias FieldTable = [Int32]

/// The field tables of the model types that a program has been used with.
///
/// The types of the models within a bound model are not known in advance, so their tables are made on first use and
/// kept.
final class FieldTables: Sendable {
    private let names: [String]
    private let tables = Mutex<[(type: ObjectIdentifier, table: FieldTable)]>([])

    init(names: [String]) {
        self.names = names
    }

    /// Returns the table of a model type. There are few types, so a linear search is faster than hashing.
    func table(for type: any ViewModel.Type) -> FieldTable {
        let identifier = ObjectIdentifier(type)
        return tables.withLock { tables in
            if let known = tables.first(where: { $0.type == identifier }) {
                return known.table
            }
            let table = makeTable(for: type)
            tables.append((identifier, table))
            return table
        }
    }

    private func makeTable(for type: any ViewModel.Type) -> FieldTable {
        let fields = type.fieldNames
        return names.map { name in
            fields.firstIndex(of: name).map(Int32.init) ?? -1
        }
    }
}
