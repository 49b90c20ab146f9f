/// What the owner of an endpoint says of it: all of it, or what is to change.
struct WebhookTermsInput: Decodable, Sendable {
    var url: String?
    var description: String?
    var format: String?
    var keyDerivation: String?
    var filterTypes: [String]?
    var headers: [String: String]?
    var metadata: [String: String]?
    var maskKeys: Bool?
    var disabled: Bool?
    /// Only of new ones.
    var secret: String?
    var asymmetric: Bool?

    enum CodingKeys: String, CodingKey {
        case url, description, format, headers, metadata, disabled, secret, asymmetric
        case keyDerivation = "key_derivation"
        case filterTypes = "filter_types"
        case maskKeys = "mask_keys"
    }
}
