/// Which database a table definition is written for.
public enum SQLDialect: Sendable {
    case sqlite
    case postgreSQL
}
