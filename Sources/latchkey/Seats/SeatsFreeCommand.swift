import ArgumentParser
import CommandSupport
import LicenseRegistry
import LicenseVerifier
import Terminal

/// `latchkey seats free`: a dead machine's seat, for the next one.
struct SeatsFreeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "free",
        abstract: "Free the seat of a machine that is gone.",
        discussion: """
            The next machine gets it at once. The one that is gone is not asked: if it still runs, \
            it can be used until its lease ends, and keeps the units that it was given. For a machine \
            that was stolen or lies, use `latchkey seats void-usage`.

            Examples:
              latchkey seats free 7d3e0f0e-3c8f-4a8e-9a55-0f6c7a1b2c3d
              latchkey seats free customer.lic
            """)

    @OptionGroup var choice: SeatChoice
    @OptionGroup var output: OutputOptions

    func run() throws {
        let registry = try choice.homeOptions.directory().registry()
        let seats = try choice.seats(in: registry)
        guard seats.count == 1, let seat = seats.first else {
            throw CommandFailure(
                .usage, code: "seats.several",
                "\(seats.count) machines have seats of this license",
                nextStep: "name one: \(seats.prefix(5).map(\.name).joined(separator: ", "))")
        }
        guard let license = LicenseID(seat.license), let id = ActivationID(seat.activation),
            let record = try registry.licenses.find(license), seat.freedAt == nil
        else {
            throw CommandFailure(
                .noInput, code: "seats.free", "the seat is free already",
                nextStep: "see the seats that are taken with `latchkey seats list`")
        }
        let now = try Clock.now()
        let result = try registry.activations.freeSeat(
            id, of: .token(license, digest: record.tokenDigest), of: record.claims.organization,
            now: now)
        guard case .success = result else {
            throw CommandFailure(
                .noInput, code: "seats.free", "the seat is free already",
                nextStep: "see the seats that are taken with `latchkey seats list`")
        }
        let details = try registry.licenses.details(license, now: now)
        try output.print(FreedReport(seat, of: record.claims, taken: details?.seatsTaken ?? 0))
    }
}

/// A seat that is free again, and what its machine may still do.
private struct FreedReport: Report {
    let activation: String
    let license: String
    let label: String
    let seatsTaken: UInt64
    let seats: ActivationLimitReport
    /// Until when the machine goes on if it still runs; nil for good.
    let mayGoOnUntil: String?
    let unitsAllowed: UInt64?
    private let isOnline: Bool

    private enum CodingKeys: CodingKey {
        case activation, license, label, seatsTaken, seats, mayGoOnUntil, unitsAllowed
    }

    init(_ seat: SeatReport, of claims: LicenseClaims, taken: UInt64) {
        activation = seat.activation
        license = seat.license
        label = seat.label
        seatsTaken = taken
        seats = ActivationLimitReport(claims.activationLimit)
        isOnline = seat.kind == "online"
        let end = claims.expiresAt.map { $0 + (claims.grace ?? .zero) }
        mayGoOnUntil = [seat.leaseEnd.flatMap { Timestamp($0) }, end].compactMap(\.self).min()
            .map { "\($0)" }
        unitsAllowed = claims.usageLimit == nil ? nil : seat.unitsAllowed
    }

    func text(_ style: Style) -> String {
        var fields = Fields()
        fields.add("license", license)
        fields.add("label", label.isEmpty ? nil : label)
        fields.add("seats", "\(seatsTaken) taken of \(seats.rendered)")
        fields.add(
            "its machine",
            isOnline
                ? "is refused the next time it asks"
                : mayGoOnUntil.map { "may go on until \($0), if it still runs" }
                    ?? "may go on for good, as its seat has no lease and the license no end")
        fields.add(
            "its units",
            unitsAllowed.map { "\($0) stay given; `latchkey seats void-usage` takes them back" })
        return "\(style.strong(activation)) is free\n\(fields.text(style))"
    }
}
