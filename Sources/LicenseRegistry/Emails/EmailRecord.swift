public import LicenseVerifier
import SQLDatabase

/// Names a letter.
public typealias EmailID = Identifier<EmailKind>

/// The kind of thing that a `EmailID` names.
public enum EmailKind {}

/// A message to a customer with their license key, as the registry keeps it.
///
/// Its words are not kept: they are made of the license and the benefit when it is sent.
public struct EmailRecord: Equatable, Sendable {
    /// How far it has come.
    public enum State: Int64, Sendable {
        /// It waits for its time.
        case waiting = 0
        /// A node sends it.
        case sending = 1
        /// The mail system has taken it.
        case sent = 2
        /// It is not tried again.
        case failed = 3
    }

    /// Names it, on every attempt.
    public let id: EmailID
    /// About which license.
    public let license: LicenseID
    /// How far it has come.
    public let state: State
    /// How often it was tried.
    public let attempts: Int64
    /// Since when it is known.
    public let queuedAt: Timestamp
    /// When it is tried next.
    public let dueAt: Timestamp
    /// When its state changed last.
    public let changedAt: Timestamp
    /// What went wrong last, as a code; nil while nothing has.
    public let fault: String?

    static let columns = """
        id, license_id, state, attempts, queued_at, due_at, changed_at, fault
        """

    init(_ row: SQLRow) throws(SQLError) {
        id = try row.parsed("id") { EmailID($0) }
        license = try row.parsed("license_id") { LicenseID($0) }
        guard let state = State(rawValue: try row.integer("state")) else { throw .column("state") }
        self.state = state
        attempts = try row.integer("attempts")
        queuedAt = try row.timestamp("queued_at")
        dueAt = try row.timestamp("due_at")
        changedAt = try row.timestamp("changed_at")
        fault = try row.optionalText("fault")
    }
}

/// The words of a benefit's letters, with names in double braces for what differs.
public struct EmailTemplate: Equatable, Sendable {
    /// The subject line.
    public let subject: String
    /// The words without any markup.
    public let plain: String
    /// The same as HTML; nil for none.
    public let html: String?

    /// Words that the caller has looked through.
    public init(subject: String, plain: String, html: String?) {
        self.subject = subject
        self.plain = plain
        self.html = html
    }
}
