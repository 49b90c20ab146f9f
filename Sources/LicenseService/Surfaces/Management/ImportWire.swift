import JSON

/// License keys that were minted elsewhere.
struct ImportWire: Decodable, Sendable {
    struct Row: Decodable, Sendable {
        let key: String
        let customerName: String?
        let customerEmail: String?

        enum CodingKeys: String, CodingKey {
            case key
            case customerName = "customer_name"
            case customerEmail = "customer_email"
        }
    }

    let licenseKeys: [Row]

    enum CodingKeys: String, CodingKey {
        case licenseKeys = "license_keys"
    }

    static let schema = Schema(
        "Import",
        .shape(
            [
                "license_keys": .array(
                    of: .shape(
                        ["key": .text, "customer_name": .text, "customer_email": .text],
                        required: ["key"]))
            ], required: ["license_keys"]))
}

/// What became of each row of an import.
struct ImportResultWire: JSONContent {
    struct Row: Encodable, Sendable {
        let id: String?
        /// imported, known or refused.
        let result: String
        let code: String?
        let detail: String?
    }

    let results: [Row]

    static let schema = Schema(
        "ImportResult",
        .shape(
            [
                "results": .array(
                    of: .shape(
                        [
                            "id": .uuid, "result": .oneOf(["imported", "known", "refused"]),
                            "code": .text, "detail": .text,
                        ], required: ["result"]))
            ], required: ["results"]))
}
