import LicenseRegistry
import LicenseVerifier

/// How the units of a license add up: used, promised to devices, and left.
struct LicenseUnits: Sendable {
    private let license: LicenseDetails

    init(of license: LicenseDetails) {
        self.license = license
    }

    /// What devices may still use that is not known to be used.
    private var promised: Int64 { max(0, license.deviceCeiling - license.deviceUses) }

    /// For the vendor: used, promised and left come to what is allowed.
    var forVendor: [PageSection.DetailList.Detail?] {
        [
            PageSection.DetailList.Detail(
                "Units used", .text(license.usage.grouped),
                .text(" (\(license.uses.grouped) online, \(license.deviceUses.grouped) by devices)")
            ),
            license.claims.usageLimit.map { _ in
                PageSection.DetailList.Detail(
                    "Promised to devices", .text(promised.grouped),
                    .text(" which they may use without asking again"))
            },
            license.unitsLeft.map { left in
                PageSection.DetailList.Detail("Units left", .text(Self.left(left, license)))
            },
            PageSection.DetailList.Detail(
                "Units allowed", .text(license.claims.usageLimit.map(\.grouped) ?? "any number")),
        ]
    }

    private static func left(_ left: Int64, _ license: LicenseDetails) -> String {
        if license.isHeldBack {
            return
                "none until devices have said what they were promised before the registry was restored"
        }
        return left < 0
            ? "none; \(left.magnitude.grouped) more are used or promised than there are"
            : left.grouped
    }

    /// For the customer, to whom units on their own devices are left.
    var forCustomer: [PageSection.DetailList.Detail?] {
        guard let limit = license.claims.usageLimit else { return [] }
        let left = max(0, Int64(clamping: limit) - license.usage)
        let onDevices = min(promised, left)
        let note =
            switch onDevices {
            case 0: ""
            case left: ", all of them promised to your devices"
            default: ", \(onDevices.grouped) of them promised to your devices"
            }
        return [
            PageSection.DetailList.Detail(
                "Units used", .text("\(license.usage.grouped) of \(limit.grouped)")),
            PageSection.DetailList.Detail("Units left", .text(left.grouped + note)),
        ]
    }
}
