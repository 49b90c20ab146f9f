package import ArgumentParser
import CommandSupport
package import LicenseRegistry
import LicenseVerifier
package import Terminal

/// Whose promises are all known.
package struct SettleOptions: ParsableArguments {
    package static let abstract = "Give seats and units back that were held back after a restore."
    package static let discussion = """
        After a restore nobody knows which seats and units machines were promised since the backup, \
        so licenses give no new ones. When the machines of a license have reported, or you accept \
        that some may have been promised twice, settle it.
        """

    @Argument(help: ArgumentHelp("The licenses.", valueName: "license"))
    package var licenses: [String] = []

    @Flag(help: "Settle all licenses.")
    package var all = false

    package init() {}

    package func validate() throws {
        guard licenses.isEmpty == all else {
            throw ValidationError("name licenses, or give --all")
        }
    }

    /// Settles them.
    package func run(_ continuity: Continuity) throws -> SettleReport {
        let now = try Clock.now()
        if all { return SettleReport(licenses: try continuity.settle(nil, now: now)) }
        let ids = try licenses.map { text in
            guard let id = LicenseID(text) else {
                throw ValidationError("\(text.prefix(64)) is not a license's id")
            }
            return id
        }
        return SettleReport(
            licenses: try ids.reduce(0) { try $0 + continuity.settle($1, now: now) })
    }
}

/// How many licenses give seats and units again.
package struct SettleReport: Report {
    let licenses: Int

    package func text(_ style: Style) -> String {
        "\(licenses) licenses give seats and units again"
    }
}
