/// Where a database is, as one writes it in a configuration.
///
/// `sqlite:PATH` takes the path as it is written. `postgresql://[USER[:PASSWORD]@]HOST[:PORT]/NAME`
/// is libpq's URI, read strictly: hosts may be several with commas between them, `?host=` names the
/// directory of a socket, and the parameters after `?` are those of `PostgresURL`.
public enum DatabaseURL: Equatable, Sendable {
    /// A file.
    case sqlite(path: String)
    /// A server.
    case postgreSQL(PostgresURL)
}

extension DatabaseURL {
    /// Reads a URL; throws `invalidURL`.
    public init(_ text: String) throws(SQLError) {
        do throws(DatabaseURLFault) {
            self = try Self.parse(text)
        } catch {
            throw .invalidURL(error)
        }
    }

    private static func parse(_ text: String) throws(DatabaseURLFault) -> DatabaseURL {
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { throw .characters }
        guard let colon = text.firstIndex(of: ":") else { throw .scheme }
        let rest = text[text.index(after: colon)...]
        switch text[..<colon] {
        case "sqlite": return .sqlite(path: try path(rest))
        case "postgresql": return .postgreSQL(try PostgresURL(parsing: rest))
        default: throw .scheme
        }
    }

    /// What SQLite would take for something else than a file of that name is refused.
    private static func path(_ text: Substring) throws(DatabaseURLFault) -> String {
        guard !text.isEmpty, !text.hasPrefix("//"), !text.hasPrefix("file:"),
            !text.hasPrefix(":"), !text.hasSuffix("/"), !text.contains("?"), !text.contains("#")
        else { throw .path }
        return String(text)
    }
}

extension DatabaseURL: CustomStringConvertible {
    /// The address without user, password and parameters.
    public var description: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        case .postgreSQL(let url): url.description
        }
    }
}
