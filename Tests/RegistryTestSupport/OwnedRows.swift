package import LicenseVerifier
package import SQLDatabase

/// The rows of an organization, and all others that name one of them: what nobody else may change.
///
/// The audit log is one chain of all organizations, and names them in words; it is left out.
package struct OwnedRows: Equatable, Sendable {
    /// By their tables, in the order of their keys.
    private let rows: [String: [String]]

    private init(_ rows: [String: [String]]) {
        self.rows = rows
    }

    /// How many there are.
    package var count: Int { rows.values.reduce(0) { $0 + $1.count } }

    /// What is otherwise than it was, by the tables.
    package func differences(from before: OwnedRows) -> [String] {
        Set(rows.keys).union(before.rows.keys).sorted().compactMap { table in
            let (old, new) = (before.rows[table] ?? [], rows[table] ?? [])
            guard old != new else { return nil }
            let gone = Set(old).subtracting(new).sorted()
            return "\(table): \(gone) became \(Set(new).subtracting(old).sorted())"
        }
    }
}

extension OwnedRows {
    /// Reads an organization's rows again and again.
    package struct Reader: Sendable {
        private let organization: OrganizationID
        private let database: any Database
        private let tables: [TableDescription]

        /// Looks once which tables there are.
        package init(of organization: OrganizationID, in database: any Database) throws {
            self.organization = organization
            self.database = database
            tables = try database.read { (reader) throws(SQLError) in
                try TableDescription.all(reader, database.dialect)
                    .filter { $0.name != Migrator.table }
            }
        }

        /// The tables that say in no column of whose things they are.
        package var tablesOfAll: [String] {
            tables.filter { table in
                table.name != Self.organizations
                    && !table.columns.contains { $0.name.hasSuffix(Self.ending) }
            }.map(\.name).sorted()
        }

        /// The rows as they are now.
        package func read() throws -> OwnedRows {
            let first = organization.bytes
            let tables = tables
            return try database.read { (reader) throws(SQLError) in
                // The ids of what is the organization's, by the tables that it is in: each table comes
                // after those to which it points.
                var names: [String: Set<[UInt8]>] = [Self.organizations: [first]]
                var rows: [String: [String]] = [:]
                for table in tables {
                    var found = Found(table, names)
                    try reader.forEachRow(table.selection, []) { row in found.take(row) }
                    names[table.name, default: []].formUnion(found.ids)
                    rows[table.name] = found.rows
                }
                return OwnedRows(rows)
            }
        }

        private static let organizations = "organization"
        /// How the columns end that name a thing by its id.
        private static let ending = "_id"

        /// What one table has of the organization's.
        private struct Found {
            private(set) var rows: [String] = []
            private(set) var ids: Set<[UInt8]> = []
            /// Which ids each column would have in a row of the organization's.
            private let wanted: [Set<[UInt8]>]
            /// Where a row has its own id.
            private let key: Int?

            init(_ table: TableDescription, _ names: [String: Set<[UInt8]>]) {
                wanted = table.columns.map { column in
                    Self.ids(in: column.name, of: table.name, names)
                }
                key =
                    table.primaryKey == ["id"]
                    ? table.columns.firstIndex { $0.name == "id" } : nil
            }

            private static func ids(
                in column: String, of table: String, _ names: [String: Set<[UInt8]>]
            ) -> Set<[UInt8]> {
                if column == "id", table == Reader.organizations { return names[table] ?? [] }
                guard column.hasSuffix(Reader.ending) else { return [] }
                let word = String(column.dropLast(Reader.ending.count))
                var ids: Set<[UInt8]> = []
                for (name, known) in names
                where name == word || name.hasSuffix("_" + word) || word.hasSuffix("_" + name) {
                    ids.formUnion(known)
                }
                return ids
            }

            mutating func take(_ row: SQLRow) {
                let values = row.values
                let isOwned = values.indices.contains { index in
                    guard case .blob(let bytes) = values[index] else { return false }
                    return wanted[index].contains(bytes)
                }
                guard isOwned else { return }
                rows.append("\(values)")
                if let key, case .blob(let bytes) = values[key] { ids.insert(bytes) }
            }
        }
    }
}
