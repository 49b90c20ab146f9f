import COSE
import LicenseRegistry
import LicenseVerifier
import Terminal

/// A license in the registry.
struct LicenseReport: Report {
    let claims: ClaimsReport
    /// When it ends, which may be earlier than the key says; nil for never.
    let endsAt: String?
    let benefitName: String?
    let customerName: String?
    let customerEmail: String?
    let state: String
    let stateChangedAt: String
    let stateReason: String
    let issuer: String
    let key: String?
    /// The imported or short key that people have instead, where it was asked for.
    var shortKey: String?
    /// The key where it must not be given away.
    let maskedKey: String
    /// When it was sold, where a shop has sold it.
    var soldAt: String?
    /// What was used of it, where that was asked for.
    var usage: LicenseUsageReport?
    /// The machines that have seats, where they were asked for.
    var machines: [SeatReport]?

    init(_ record: LicenseRecord, benefitName: String? = nil, showsKey: Bool = false) {
        claims = ClaimsReport(record.claims)
        endsAt = record.end?.description
        self.benefitName = benefitName
        customerName = record.customer
        customerEmail = record.customerEmail
        state = "\(record.state)"
        stateChangedAt = record.stateChangedAt.description
        stateReason = record.stateReason
        issuer = record.message.header.keyID.description
        let text = LicenseKey.text(prefix: record.claims.prefix, message: record.message)
        key = showsKey ? text : nil
        maskedKey = LicenseKey.masked(text)
    }

    func text(_ style: Style) -> String {
        var fields = Fields()
        let since = state == "granted" && stateReason.isEmpty ? "" : " since \(stateChangedAt)"
        fields.add("state", state + since + (stateReason.isEmpty ? "" : " (\(stateReason))"))
        if let endsAt, endsAt != claims.grant.expiresAt {
            fields.add("ends", "\(endsAt): set later, and not in the key")
        }
        fields.add("customer name", customerName)
        fields.add("e-mail address", customerEmail)
        fields.add("key of old", shortKey)
        fields.add("sold", soldAt)
        fields.add("signed by", issuer)
        fields.add("used", usage?.sentence)
        let seats = machines.flatMap { $0.isEmpty ? nil : SeatListReport(seats: $0) }
        return [
            key ?? maskedKey, fields.text(style),
            claims.fields(benefitName: benefitName).text(style), seats?.text(style),
        ]
        .compactMap(\.self)
        .joined(separator: "\n")
    }
}

/// What was used of a license, online and by devices.
struct LicenseUsageReport: Encodable {
    let unitsUsed: Int64
    /// What is neither used nor given to a device; nil where there is no limit.
    let unitsLeft: Int64?
    let seatsTaken: UInt64
    private let limit: UInt64?

    private enum CodingKeys: CodingKey { case unitsUsed, unitsLeft, seatsTaken }

    init(_ details: LicenseDetails) {
        unitsUsed = details.usage
        unitsLeft = details.unitsLeft
        seatsTaken = details.seatsTaken
        limit = details.claims.usageLimit
    }

    /// The units for people; nil where none are counted.
    var sentence: String? {
        guard let limit else { return unitsUsed == 0 ? nil : "\(unitsUsed) units" }
        let left = unitsLeft.map { "; \(max(0, $0)) are neither used nor given to a machine" } ?? ""
        return "\(unitsUsed) of \(limit) units\(left)"
    }
}
