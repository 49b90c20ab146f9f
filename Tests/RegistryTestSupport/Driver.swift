import Foundation

/// The two databases under one set of rules.
package enum Driver: String, CustomStringConvertible, Sendable {
    case sqlite = "SQLite"
    case postgreSQL = "PostgreSQL"

    /// Those that can be tested here: PostgreSQL where `LATCHKEY_POSTGRES` holds a server's URL.
    package static let available: [Driver] = server == nil ? [.sqlite] : [.sqlite, .postgreSQL]
    package static let server = ProcessInfo.processInfo.environment["LATCHKEY_POSTGRES"]

    package var description: String { rawValue }
}
