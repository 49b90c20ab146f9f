public import LicenseVerifier
import SQLDatabase

/// Which deliveries are asked for; nil asks for all.
public struct DeliveryFilter: Sendable {
    /// Of which endpoint.
    public var endpoint: WebhookEndpointID
    /// How far they have come.
    public var state: DeliveryState?
    /// Of which type of event.
    public var type: String?
    /// About which license.
    public var license: LicenseID?
    /// Of events at this moment or later.
    public var from: Timestamp?
    /// Of events before this moment.
    public var until: Timestamp?

    /// All deliveries of an endpoint.
    public init(endpoint: WebhookEndpointID) {
        self.endpoint = endpoint
    }

    var condition: SQLCondition {
        var condition = SQLCondition("webhook_delivery.endpoint_id =", .id(endpoint))
        condition.require("webhook_delivery.state =", state.map { .integer($0.rawValue) })
        condition.require("event.type =", type.map { .text($0) })
        condition.require("event.license_id =", license.map { .id($0) })
        condition.require("webhook_delivery.occurred_at >=", from.map { .time($0) })
        condition.require("webhook_delivery.occurred_at <", until.map { .time($0) })
        return condition
    }
}
