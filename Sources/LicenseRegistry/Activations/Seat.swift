import JSON
import LicenseSync
public import LicenseVerifier
package import SQLDatabase

/// A seat of a license as all surfaces see it: taken online under a label, or by a device's key.
public struct Seat: Equatable, Sendable {
    /// Names the seat.
    public let id: ActivationID
    /// Of which license.
    public let license: LicenseID
    /// A name for people; may be empty.
    public let label: String
    /// What must be presented again to validate it; empty for nothing.
    public let conditions: Attributes
    /// What the caller keeps with it.
    public let meta: Attributes
    /// Since when it is taken.
    public let taken: ExactTime
    /// When its label was changed last; nil for never.
    public let changedAt: Timestamp?
    /// Since when it is free again; nil while it is taken.
    public let freedAt: Timestamp?
    /// Until when it stays taken though it was given up, as its device may go on offline; nil for one
    /// that was not, or is free.
    public let keptUntil: Timestamp?
    /// When it was validated online, exact to an hour; nil for not since it was taken.
    public let seenAt: Timestamp?
    /// Whether a device holds it by a key of its own, offline too.
    public let isDevice: Bool

    /// The second since when it is taken.
    public var takenAt: Timestamp { taken.timestamp }
    /// Whether it was given back; a device whose lease has ended may still come back to its seat.
    public var isFreed: Bool { freedAt != nil }
    /// Whether it is nobody else's at a moment, though it was given up.
    public func isKept(at now: Timestamp) -> Bool { keptUntil.map { now < $0 } ?? false }
}

extension Seat: SQLRecord {
    static let columns = """
        seat.id, seat.license_id, seat.label, seat.conditions, seat.meta, seat.taken_at,
        seat.changed_at, seat.freed_at, seat.taken_us, seat.seen_at
        """

    package init(_ row: SQLRow) throws(SQLError) {
        id = try row["id"]
        license = try row["license_id"]
        label = try row["label"]
        conditions = try row["conditions"]
        meta = try row["meta"]
        taken = try row.exactTime("taken_at", "taken_us")
        changedAt = try row["changed_at"]
        freedAt = try row["freed_at"]
        keptUntil = nil
        seenAt = try row["seen_at"]
        isDevice = false
    }

    /// The seat that a device's activation holds.
    package init(_ activation: ActivationRecord) {
        id = activation.id
        license = activation.license
        label = activation.label
        conditions = Attributes(activation.state.conditions)
        meta = Attributes(activation.state.notes)
        // Its certificate says whole seconds.
        taken = ExactTime(activation.activatedAt)
        changedAt = nil
        freedAt = activation.endedAt
        keptUntil = activation.keptUntil
        seenAt = activation.seenAt
        isDevice = true
    }
}

extension Attributes {
    /// What a device sent along.
    init(_ conditions: [Condition]) {
        self.init(
            unchecked: conditions.map { condition in
                switch condition.value {
                case .bool(let value): ("\(condition.key)", .bool(value))
                case .integer(let value): ("\(condition.key)", .integer(value))
                case .text(let value): ("\(condition.key)", .string(value))
                }
            })
    }
}
