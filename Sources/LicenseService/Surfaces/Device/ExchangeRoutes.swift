import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier

/// The signed key in exchange for a good third-party or short one.
struct ExchangeRoutes {
    let keys: LicenseKeyService
    let licenses: DoorAccess<Licenses>
    let limits: RequestLimits

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .post, "/v1/exchange", "exchangeLicenseKey",
                "The signed license key in exchange for an imported or a short one.",
                request: .json(ExchangeWire.schema), answer: .json(ExchangedWire.schema))
        ) { request, context in try await exchange(request, context) }
    }

    private func exchange(_ request: Request, _ context: ServiceContext) async throws
        -> ExchangedWire
    {
        let caller = try keys.admit(context.network)
        let wire = try await request.json(ExchangeWire.self, limits)
        guard let license = try await keys.license(wire.licenseKey, for: caller) else {
            if let fault = LicenseKeyService.fault(of: wire.licenseKey) {
                throw Problem(.badRequest, fault)
            }
            throw Problem(
                .notFound, "license.unknown", "the service does not know the license key",
                nextStep: "check the key, character by character")
        }
        let now = keys.clock.now()
        guard license.refusal(at: now) == nil else {
            throw Problem(
                .forbidden, "license.not-good", "the license was revoked, or has ended",
                nextStep: "ask the vendor")
        }
        try await licenses.work(as: "exchange") {
            try $0.exchangeText(of: license.claims.license, now: now)
        }
        return ExchangedWire(license.record)
    }
}

/// A key that is to be exchanged.
struct ExchangeWire: Decodable, Sendable {
    let licenseKey: String

    enum CodingKeys: String, CodingKey { case licenseKey = "license_key" }

    static let schema = Schema(
        "Exchange", .shape(["license_key": .text], required: ["license_key"]))
}

/// The signed key of the same license.
struct ExchangedWire: JSONContent {
    let licenseKey: String
    let expiresAt: TimeWire?

    enum CodingKeys: String, CodingKey {
        case licenseKey = "license_key"
        case expiresAt = "expires_at"
    }

    init(_ record: LicenseRecord) {
        licenseKey = LicenseKey.text(prefix: record.claims.prefix, message: record.message)
        expiresAt = record.claims.expiresAt.map { TimeWire($0) }
    }

    static let schema = Schema(
        "ExchangedKey",
        .shape(
            ["license_key": .text, "expires_at": .optional(.time)], required: ["license_key"]))
}
