public import LicenseVerifier
import SQLDatabase

/// Which records of the audit log are asked for; nil asks for all.
public struct AuditFilter: Sendable {
    /// By whom.
    public var actor: String?
    /// What was done.
    public var action: String?
    /// What was done is one of these; nil for anything.
    public var actions: [AuditAction]?
    /// To what, by its id.
    public var subject: String?
    /// At this moment or later.
    public var from: Timestamp?
    /// Before this moment.
    public var until: Timestamp?

    /// All records.
    public init() {}

    var condition: SQLCondition {
        var condition = SQLCondition()
        condition.require("actor =", actor.map { .text($0) })
        condition.require("action =", action.map { .text($0) })
        if let actions {
            let names = condition.parameters(actions.map { .text($0.rawValue) })
            condition.require("action IN (\(names))")
        }
        condition.require("subject =", subject.map { .text($0) })
        condition.require("recorded_at >=", from.map { .time($0) })
        condition.require("recorded_at <", until.map { .time($0) })
        return condition
    }
}
