import Synchronization

/// For the type of a model, the position of each of a program's names among its fields; negative if the type
/// has no such field.
typealias FieldTable = [Int32]

/// The field tables of the model types one program has met.
///
/// Which types hang below a bound model is known only once they are met, so their tables are made on first use
/// and kept.
final class FieldTables: Sendable {
    private let names: [String]
    private let tables = Mutex<[(type: ObjectIdentifier, table: FieldTable)]>([])

    init(names: [String]) {
        self.names = names
    }

    /// The table of a model type. A program meets few types, so that a linear search beats hashing.
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
