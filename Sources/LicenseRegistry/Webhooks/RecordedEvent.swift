public import LicenseVerifier
package import SQLDatabase

/// An event whose messages are to be made.
public struct RecordedEvent: Equatable, Sendable {
    /// Its number.
    public let number: Int64
    /// Whose.
    public let organization: OrganizationID
    /// What happened.
    public let event: LicenseEvent
}

extension EventType: SQLColumnValue {}

extension RecordedEvent: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        number = try row["number"]
        organization = try row["organization_id"]
        event = LicenseEvent(
            try row["type"], at: try row["occurred_at"],
            try row.parsed("snapshot") { EventSnapshot(encoded: $0) })
    }
}

/// An event with the messages that come of it.
public struct EventFanOut: Sendable {
    /// Its number.
    public let number: Int64
    /// The id that all its messages have.
    public let messageID: String
    /// A message for each endpoint that gets it.
    public let deliveries: [NewDelivery]

    /// An event with its messages.
    public init(_ event: RecordedEvent, messageID: String, deliveries: [NewDelivery]) {
        self.init(event.number, messageID: messageID, deliveries)
    }

    init(_ number: Int64, messageID: String, _ deliveries: [NewDelivery]) {
        self.number = number
        self.messageID = messageID
        self.deliveries = deliveries
    }
}
