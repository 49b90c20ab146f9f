/// What a caller asks about a license key by its text.
protocol DodoKeyRequest: Sendable {
    /// Reads the members of the body; throws the first that is wrong.
    init(_ body: DodoBody) throws(DodoRefusal)
}

/// A seat is to be taken.
struct DodoActivationRequest: DodoKeyRequest {
    /// How many bytes an instance's name may have.
    private static let maxName = 1024

    let key: String
    let name: String

    init(_ body: DodoBody) throws(DodoRefusal) {
        key = try body.text("license_key")
        name = try Self.name(body)
    }

    /// The name of an instance.
    static func name(_ body: DodoBody) throws(DodoRefusal) -> String {
        let name = try body.text("name")
        // The registry's databases keep no text with a zero in it.
        guard name.utf8.count <= maxName, !name.utf8.contains(0) else {
            throw .parameters("name must have at most \(maxName) bytes and no zero character")
        }
        return name
    }
}

/// A key is to be checked, with an instance of it if one is named.
struct DodoValidationRequest: DodoKeyRequest {
    let key: String
    let instance: String?

    init(_ body: DodoBody) throws(DodoRefusal) {
        key = try body.text("license_key")
        instance = try body.optionalText("license_key_instance_id")
    }
}

/// A seat is to be given back.
struct DodoDeactivationRequest: DodoKeyRequest {
    let key: String
    let instance: String

    init(_ body: DodoBody) throws(DodoRefusal) {
        key = try body.text("license_key")
        instance = try body.text("license_key_instance_id")
    }
}
