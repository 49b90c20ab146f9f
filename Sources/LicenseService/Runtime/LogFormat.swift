/// How lines of the log are written.
public enum LogFormat: String, Sendable {
    /// For people.
    case text
    /// For programs: one JSON object on each line.
    case json
}
