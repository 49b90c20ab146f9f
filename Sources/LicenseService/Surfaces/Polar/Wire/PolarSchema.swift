import JSON

/// The shapes of Polar's contract, as the OpenAPI document shows them.
enum PolarSchema {
    /// A shape whose members are all required.
    private static func all(
        _ properties: [String: JSON]
    ) -> JSON { .shape(properties, required: properties.keys.sorted()) }

    private static let map: JSON = [
        "type": "object", "maxProperties": 50,
        "additionalProperties": [
            "anyOf": [
                ["type": "string", "minLength": 1, "maxLength": 500], ["type": "number"], .flag,
            ]
        ],
        "propertyNames": ["minLength": 1, "maxLength": 40],
    ]
    private static let count: JSON = [
        "type": "integer", "minimum": 1, "maximum": 2_147_483_647,
    ]
    private static let number: JSON = ["type": "integer"]

    static let organization = QueryParameter("organization_id", .uuid, "Whose.")

    static let page = [
        QueryParameter("page", ["type": "integer", "minimum": 1], "Which page, starting at 1."),
        QueryParameter(
            "limit", ["type": "integer", "minimum": 1], "How many on a page, at most 100."),
    ]

    /// Refusals: a name and a sentence, or all that is wrong with the request.
    static let refusal = Schema(
        "PolarRefusal",
        .shape([
            "error": .text, "error_description": .text,
            "detail": [
                "anyOf": [
                    .text,
                    .array(
                        of: .shape(
                            [
                                "type": .text, "msg": .text,
                                "loc": .array(of: ["type": ["string", "integer"]]),
                            ], required: ["type", "msg", "loc"])),
                ]
            ],
        ]))

    // MARK: - Customers

    private static let customerMembers: [String: JSON] = [
        "id": .uuid, "organization_id": .uuid, "created_at": .time,
        "modified_at": .optional(.time), "deleted_at": .optional(.time),
        "first_user_event_at": .optional(.time), "metadata": map,
        "external_id": .optional(.text), "email": .optional(.text), "name": .optional(.text),
        "billing_name": .optional(.text), "locale": .optional(.text),
        "avatar_url": .optional(.text), "email_verified": .flag,
        "type": .oneOf(["individual", "team"]), "billing_address": .optional(["type": "object"]),
        "tax_id": .optional(.array(of: .text)), "default_payment_method_id": .optional(.uuid),
    ]

    static let customer = Schema("PolarCustomer", all(customerMembers))

    private static let customerInput: [String: JSON] = [
        "email": .optional(["type": "string", "format": "email"]),
        "name": .optional(["type": "string", "minLength": 1, "maxLength": 256]),
        "external_id": .optional(["type": "string", "minLength": 1, "maxLength": 256]),
        "metadata": map, "type": .oneOf(["individual", "team"]),
    ]

    static let newCustomer = Schema(
        "PolarNewCustomer",
        .shape(customerInput.merging(["organization_id": .optional(.uuid)]) { $1 }))
    static let customerChange = Schema("PolarCustomerChange", .shape(customerInput))

    static let newSession = Schema(
        "PolarNewSession",
        .shape([
            "customer_id": .uuid, "external_customer_id": .text,
            "return_url": .optional(.text),
        ]))

    static let session = Schema(
        "PolarSession",
        all([
            "id": .uuid, "created_at": .time, "modified_at": .optional(.time), "token": .secret,
            "expires_at": .time, "return_url": .optional(.text), "customer_portal_url": .secret,
            "customer_id": .uuid, "customer": customer.definition,
        ]))

    // MARK: - License keys

    /// Members that only later versions have are left out of `required`.
    private static let keyMembers: [String: JSON] = [
        "id": .uuid, "created_at": .time, "modified_at": .optional(.time),
        "organization_id": .uuid, "customer_id": .uuid, "customer": customer.definition,
        "user_id": .uuid,
        "user": all([
            "id": .uuid, "email": .optional(.text), "public_name": .text,
            "avatar_url": .optional(.text),
        ]),
        "benefit_id": .uuid, "key": .text, "display_key": .text,
        "status": .oneOf(["granted", "revoked", "disabled"]),
        "limit_activations": .optional(.wholeNumber), "usage": number,
        "limit_usage": .optional(.wholeNumber), "validations": .wholeNumber,
        "last_validated_at": .optional(.time), "expires_at": .optional(.time),
    ]

    static let key = Schema("PolarLicenseKey", all(keyMembers))

    private static let seatMembers: [String: JSON] = [
        "id": .uuid, "license_key_id": .uuid, "label": .text, "meta": map, "created_at": .time,
        "modified_at": .optional(.time),
    ]

    static let activationWithKey = Schema(
        "PolarActivation", all(seatMembers.merging(["license_key": key.definition]) { $1 }))
    static let keyWithActivations = Schema(
        "PolarLicenseKeyWithActivations",
        all(keyMembers.merging(["activations": .array(of: all(seatMembers))]) { $1 }))
    static let validatedKey = Schema(
        "PolarValidatedLicenseKey",
        all(keyMembers.merging(["activation": .optional(all(seatMembers))]) { $1 }))

    static let activate = Schema(
        "PolarActivate",
        .shape(
            [
                "key": .text, "organization_id": .uuid, "label": .text, "conditions": map,
                "meta": map,
            ], required: ["key", "organization_id", "label"]))
    static let validate = Schema(
        "PolarValidate",
        .shape(
            [
                "key": .text, "organization_id": .uuid, "activation_id": .optional(.uuid),
                "benefit_id": .optional(.uuid), "customer_id": .optional(.uuid),
                "increment_usage": .optional([
                    "type": "integer", "minimum": 0, "maximum": 2_147_483_647,
                ]),
                "conditions": map,
            ], required: ["key", "organization_id"]))
    static let deactivate = Schema(
        "PolarDeactivate",
        .shape(
            ["key": .text, "organization_id": .uuid, "activation_id": .uuid],
            required: ["key", "organization_id", "activation_id"]))

    static let keyChange = Schema(
        "PolarLicenseKeyChange",
        .shape([
            "status": .oneOf(["granted", "revoked", "disabled"]),
            "usage": ["type": "integer", "minimum": -2_147_483_648, "maximum": 2_147_483_647],
            "limit_activations": .optional(count), "limit_usage": .optional(count),
            "expires_at": .optional(.time),
        ]))

    // MARK: - Benefits and grants

    private static let properties: JSON = .shape([
        "prefix": .optional(.text),
        "expires": .optional(
            .shape(
                ["ttl": count, "timeframe": .oneOf(["year", "month", "day"])],
                required: ["ttl", "timeframe"])),
        "activations": .optional(
            .shape(
                ["limit": count, "enable_customer_admin": .flag],
                required: ["limit", "enable_customer_admin"])),
        "limit_usage": .optional(count),
    ])

    private static let subjectMembers: [String: JSON] = [
        "id": .uuid, "created_at": .time, "modified_at": .optional(.time),
        "type": .oneOf(["license_keys"]), "description": .text, "selectable": .flag,
        "deletable": .flag, "is_deleted": .flag, "organization_id": .uuid,
        "visibility": .oneOf(["public", "private", "draft"]), "visibility_configurable": .flag,
        "properties": properties,
    ]

    static let benefit = Schema(
        "PolarBenefit", all(subjectMembers.merging(["metadata": map]) { $1 }))

    private static let benefitInput: [String: JSON] = [
        "type": .oneOf(["license_keys"]),
        "description": ["type": "string", "minLength": 3, "maxLength": 42],
        "visibility": .oneOf(["public", "private", "draft"]), "metadata": map,
        "properties": properties,
    ]

    static let newBenefit = Schema(
        "PolarNewBenefit",
        .shape(
            benefitInput.merging(["organization_id": .optional(.uuid)]) { $1 },
            required: ["type", "description", "properties"]))
    static let benefitChange = Schema(
        "PolarBenefitChange", .shape(benefitInput, required: ["type"]))

    static let grant = Schema(
        "PolarGrant",
        all([
            "id": .uuid, "created_at": .time, "modified_at": .optional(.time),
            "granted_at": .optional(.time), "is_granted": .flag,
            "revoked_at": .optional(.time), "is_revoked": .flag,
            "subscription_id": .optional(.uuid), "order_id": .optional(.uuid),
            "customer_id": .uuid, "user_id": .uuid, "member_id": .optional(.uuid),
            "benefit_id": .uuid, "error": .optional(["type": "object"]),
            "customer": customer.definition, "member": .optional(["type": "object"]),
            "benefit": all(subjectMembers),
            "properties": .shape(["license_key_id": .uuid, "display_key": .text]),
        ]))

    static let customerState = Schema(
        "PolarCustomerState",
        all(
            customerMembers.merging([
                "active_subscriptions": .array(of: ["type": "object"]),
                "active_meters": .array(of: ["type": "object"]),
                "granted_benefits": .array(
                    of: all([
                        "id": .uuid, "created_at": .time, "modified_at": .optional(.time),
                        "granted_at": .time, "benefit_id": .uuid,
                        "benefit_type": .oneOf(["license_keys"]), "benefit_metadata": map,
                        "properties": .shape(["license_key_id": .uuid, "display_key": .text]),
                    ])),
            ]) { $1 }))

    // MARK: - Lists

    /// A page of a list.
    static func list(of schema: Schema) -> Schema {
        Schema(
            "\(schema.name)List",
            all([
                "items": .array(of: schema.definition),
                "pagination": all(["total_count": .wholeNumber, "max_page": .wholeNumber]),
            ]))
    }
}
