import JSON
import LicenseRegistry

/// What a shop's message says, whether or not it means something here.
struct ShopEvent {
    /// What happened, such as `subscription.revoked`.
    let type: String
    /// When it happened.
    let occurredAt: ExactTime
    /// To what.
    let data: JSONObject

    /// Reads the body of a message; nil where it is not an event.
    init?(_ body: [UInt8]) {
        // Anything else is not an event.
        guard let object = try? JSON(parsing: body).object,
            let type = object["type"]?.string,
            let occurredAt = object["timestamp"]?.string.flatMap({ ExactTime($0) }),
            let data = object["data"]?.object
        else { return nil }
        self.type = type
        self.occurredAt = occurredAt
        self.data = data
    }

    /// The type for the log, which cannot be made to hold anything else.
    var loggedType: String {
        let isPlain = type.utf8.allSatisfy { byte in
            (97...122).contains(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
        }
        return isPlain && type.utf8.count <= 64 ? type : "other"
    }
}
