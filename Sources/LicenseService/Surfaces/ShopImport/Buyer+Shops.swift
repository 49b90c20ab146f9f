import JSON
import LicenseRegistry
import LicenseVerifier

extension Buyer {
    /// A customer as Polar shows them; nil without their id.
    init?(polar object: JSONObject) {
        guard let id = object.text("id").flatMap({ CustomerID($0) }) else { return nil }
        self.init(object)
        self.id = id
        externalID = object.displayText("external_id", upTo: 200)
        isTeam = object.text("type").map { $0 == "team" }
    }

    /// A customer as Dodo shows them; nil without their id.
    init?(dodo object: JSONObject) {
        guard let id = object.displayText("customer_id", upTo: 200) else { return nil }
        self.init(object)
        externalID = id
    }

    /// What both shops say in the same words.
    private init(_ object: JSONObject) {
        self.init()
        name = object.displayText("name", upTo: 200)
        email = object.displayText("email", upTo: 254)
        metadata = object["metadata"]?.object.flatMap { Attributes($0) }
        since = object.text("created_at").flatMap { ExactTime($0) }
    }
}
