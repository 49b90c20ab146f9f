import COSE

/// How many rows there are and, in one number, what is in them.
package struct TableDigest: Equatable, Sendable {
    package let rows: Int
    package let digest: [UInt8]

    /// Takes rows in one after another.
    package struct Hasher {
        package private(set) var rows = 0
        private let hasher = SHA256.Hasher()

        /// No row yet.
        package init() {}

        /// Each value with its kind and length, so that no two rows look alike.
        package mutating func update(_ row: SQLRow) {
            rows += 1
            for value in row.values {
                switch value {
                case .null: update(0, [])
                case .integer(let number):
                    update(1, (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) })
                case .text(let text): update(2, Array(text.utf8))
                case .blob(let bytes): update(3, bytes)
                }
            }
        }

        private func update(_ kind: UInt8, _ bytes: [UInt8]) {
            let count = bytes.count
            hasher.update(
                [kind] + (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) })
            hasher.update(bytes)
        }

        /// What all rows came to.
        package func finalize() -> TableDigest {
            TableDigest(rows: rows, digest: hasher.finalize())
        }
    }

    private init(rows: Int, digest: [UInt8]) {
        self.rows = rows
        self.digest = digest
    }

    /// Reads a whole table.
    ///
    /// - Parameter progress: hears now and then how many rows were read.
    package init(
        of table: TableDescription, _ reader: any SQLReader, progress: (Int) -> Void = { _ in }
    ) throws(SQLError) {
        var hasher = Hasher()
        try reader.forEachRow(table.selection, []) { (row) in
            hasher.update(row)
            if hasher.rows.isMultiple(of: 512) { progress(hasher.rows) }
        }
        self = hasher.finalize()
    }
}
