/// What a statement did, by the words with which the server ends it, such as `UPDATE 3`.
struct PostgresOutcome {
    /// How many rows it changed.
    let changedRows: Int
    /// Whether it did anything that would have to be taken back.
    let hasEffect: Bool

    init(tag: String) {
        let words = tag.split(separator: " ")
        switch words.first {
        case "INSERT", "UPDATE", "DELETE", "MERGE":
            changedRows = words.last.flatMap { Int($0) } ?? 0
            hasEffect = changedRows > 0
        case "SELECT", nil:
            changedRows = 0
            hasEffect = false
        default:
            changedRows = 0
            hasEffect = true
        }
    }
}
