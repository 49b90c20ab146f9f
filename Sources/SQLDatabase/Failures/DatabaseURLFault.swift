/// Why a text is not a database URL.
public enum DatabaseURLFault: Error, Equatable, Sendable {
    /// It begins neither with `sqlite:` nor with `postgresql://`.
    case scheme
    /// It holds control characters.
    case characters
    /// The path is none, or one that SQLite would take for something else.
    case path
    /// A percent sign is not followed by two digits of a character.
    case escape
    /// A host is missing or has characters that no host has.
    case host
    /// A port is not a number from 1 to 65535.
    case port
    /// The name of the database is missing.
    case database
    /// A parameter is not one that is known here, or has no value, or one that cannot be.
    case parameter(name: String)
    /// A parameter is given twice.
    case repeated(name: String)
    /// The server is another machine, and `sslmode` does not say how to reach it.
    case encryption
}

extension DatabaseURLFault {
    var description: String {
        switch self {
        case .scheme: "the database URL begins neither with sqlite: nor with postgresql://"
        case .characters: "the database URL holds control characters"
        case .path: "the database URL has a path that SQLite would not take literally"
        case .escape: "the database URL has a % that is not followed by two hexadecimal digits"
        case .host: "the host in the database URL is invalid"
        case .port: "the database URL has a port that is not between 1 and 65535"
        case .database: "the database URL does not name one database"
        case .parameter(let name):
            "the parameter \(name) of the database URL is unknown or has an invalid value"
        case .repeated(let name): "the database URL says \(name) twice"
        case .encryption: "the database URL names another machine and does not say sslmode"
        }
    }

    var nextStep: String {
        switch self {
        case .scheme, .characters, .escape, .host, .port, .database, .parameter, .repeated:
            "write it as postgresql://user@host:5432/name, or as sqlite:/path/to/registry.sqlite"
        case .path: "write it as sqlite:/path/to/registry.sqlite"
        case .encryption: "add ?sslmode=verify-full&sslrootcert=FILE, or the mode that you mean"
        }
    }
}
