/// Why there is no connection to a server.
public enum ConnectionFault: Error, Equatable, Sendable {
    /// No server answers, or not with the encryption that was asked for.
    case noAnswer
    /// The server is starting or stopping.
    case notNow
    /// The server does not let this user into this database, or has no connection left.
    case refused
    /// The server is older than version 13.
    case tooOld
    /// The database keeps text in another encoding than UTF-8.
    case encoding
}

extension ConnectionFault {
    var description: String {
        switch self {
        case .noAnswer:
            "no database server answers there, or not with the encryption that was asked for"
        case .notNow: "the database server takes no connections now"
        case .refused:
            "the database server has no free connection, or refuses this user or database"
        case .tooOld: "the database server is older than PostgreSQL 13"
        case .encoding: "the database's encoding is not UTF-8"
        }
    }

    var nextStep: String {
        switch self {
        case .noAnswer: "check host, port, sslmode and sslrootcert in the URL"
        case .notNow: "wait a little, and try again"
        case .refused: "check user, password and database, and the server's own log"
        case .tooOld: "update the server"
        case .encoding: "create the database with ENCODING 'UTF8'"
        }
    }
}
