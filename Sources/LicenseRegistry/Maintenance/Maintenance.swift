import SQLDatabase

/// Keeping the registry whole: backups, checks, copies.
public struct Maintenance: Sendable {
    let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    var database: any Database { transactions.database }
}
