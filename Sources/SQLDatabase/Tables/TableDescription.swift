/// A table as the database itself describes it.
package struct TableDescription: Equatable, Sendable {
    /// A column with what it holds.
    package struct Column: Equatable, Sendable {
        package let name: String
        package let kind: Kind
        package let isOptional: Bool
    }

    /// What a column holds, under the name that the database has for it.
    package enum Kind: String, Sendable {
        case integer, text, blob

        init?(_ type: String) {
            switch type {
            case "INTEGER", "bigint": self = .integer
            case "TEXT", "text": self = .text
            case "BLOB", "bytea": self = .blob
            default: return nil
            }
        }
    }

    package let name: String
    /// In their order.
    package let columns: [Column]
    /// In the order in which they make up the key.
    package let primaryKey: [String]
    /// The tables to which its rows point.
    package let references: Set<String>
}

extension TableDescription {
    /// All tables, each after those to which it points.
    package static func all(
        _ reader: any SQLReader, _ dialect: SQLDialect
    ) throws(SQLError) -> [TableDescription] {
        let names = try reader.values(String.self, tables(dialect))
        var rest: [TableDescription] = []
        for name in names { rest.append(try TableDescription(name, reader, dialect)) }
        var sorted: [TableDescription] = []
        while !rest.isEmpty {
            let placed = Set(sorted.map(\.name))
            // Such tables could not be filled row by row.
            guard
                let next = rest.firstIndex(where: {
                    $0.references.subtracting([$0.name]).isSubset(of: placed)
                })
            else { throw .circularTables }
            sorted.append(rest.remove(at: next))
        }
        return sorted
    }

    private init(
        _ name: String, _ reader: any SQLReader, _ dialect: SQLDialect
    ) throws(SQLError) {
        self.name = name
        var columns: [Column] = []
        var key: [(position: Int64, name: String)] = []
        try reader.forEachRow(Self.columns(dialect), [.text(name)]) { (row) throws(SQLError) in
            let column = try row.text("name")
            let position = try row.integer("position_in_key")
            let isRequired = try row.integer("is_required") == 1
            if position > 0 { key.append((position, column)) }
            columns.append(
                Column(
                    name: column, kind: try row.parsed(text: "type") { Kind($0) },
                    isOptional: position == 0 && !isRequired))
        }
        self.columns = columns
        primaryKey = key.sorted { $0.position < $1.position }.map(\.name)
        references = Set(
            try reader.values(String.self, Self.references(dialect), [.text(name)]))
    }
}

extension TableDescription {
    private static func tables(_ dialect: SQLDialect) -> String {
        switch dialect {
        case .sqlite:
            """
            SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'
            ORDER BY name
            """
        case .postgreSQL:
            """
            SELECT relname AS name FROM pg_class
            WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
            ORDER BY relname COLLATE "C"
            """
        }
    }

    private static func columns(_ dialect: SQLDialect) -> String {
        switch dialect {
        case .sqlite:
            """
            SELECT name, type, "notnull" AS is_required, pk AS position_in_key
            FROM pragma_table_info($1) ORDER BY cid
            """
        case .postgreSQL:
            """
            SELECT attname AS name, format_type(atttypid, NULL) AS type,
                attnotnull AS is_required,
                coalesce(array_position(indkey::smallint[], attnum), -1) + 1 AS position_in_key
            FROM pg_attribute LEFT JOIN pg_index ON indrelid = attrelid AND indisprimary
            WHERE attrelid = quote_ident($1)::regclass AND attnum > 0 AND NOT attisdropped
            ORDER BY attnum
            """
        }
    }

    private static func references(_ dialect: SQLDialect) -> String {
        switch dialect {
        case .sqlite: "SELECT \"table\" AS target FROM pragma_foreign_key_list($1)"
        case .postgreSQL:
            """
            SELECT relname AS target FROM pg_constraint JOIN pg_class ON pg_class.oid = confrelid
            WHERE conrelid = quote_ident($1)::regclass AND contype = 'f'
            """
        }
    }
}

extension TableDescription {
    /// All columns of the table, with commas between them.
    private var columnList: String { columns.map(\.name).joined(separator: ", ") }

    /// Asks for all rows in the order of the key, which is the same in every database.
    package var selection: String {
        "SELECT \(columnList) FROM \(name) ORDER BY \(primaryKey.joined(separator: ", "))"
    }

    /// Adds a row with a value for each column.
    package var insertion: String {
        let parameters = columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        return "INSERT INTO \(name) (\(columnList)) VALUES (\(parameters))"
    }
}
