/// What a row of a query stands for.
package protocol SQLRecord {
    /// Reads a row; a column that holds what the program never writes is damage.
    init(_ row: SQLRow) throws(SQLError)
}
