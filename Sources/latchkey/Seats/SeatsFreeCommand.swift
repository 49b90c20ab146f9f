import ArgumentParser
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkey seats free`: a dead machine's seat, for the next one.
struct SeatsFreeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "free",
        abstract: "Free the seat of a machine that is gone.",
        discussion: """
            The next machine gets it at once. The one that is gone is not asked: if it still runs, \
            it can be used until its lease ends, and keeps the units that it was given. For a machine \
            that was stolen or lies, use `latchkey seats void-usage`. A seat that somebody gave up \
            with the license key alone stays taken until its machine's lease ends; this frees it too.

            Where the benefit says how often seats may move (`--seat-moves`), this is a move, and is \
            refused once there were as many. --beyond-moves lets it pass, and the audit log says so; \
            it also gives out a seat that its machine gave back, and that waits.

            Examples:
              latchkey seats free 7d3e0f0e-3c8f-4a8e-9a55-0f6c7a1b2c3d
              latchkey seats free customer.lic
            """)

    @OptionGroup var choice: SeatChoice

    @Flag(help: "Free it even if the license's seats have moved as often as they may.")
    var beyondMoves = false

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
            let record = try registry.licenses.find(license),
            seat.freedAt == nil || seat.keptUntil != nil || beyondMoves
        else { throw Self.freeAlready }
        let now = try Clock.now()
        let result = try registry.activations.freeSeat(
            id, of: .token(license, digest: record.tokenDigest), of: record.claims.organization,
            by: .vendor, beyondMoves: beyondMoves, now: now)
        switch result {
        case .success: break
        case .failure(.seatMoves(let next)): throw RegistryError.seatMoves(until: next)
        case .failure: throw Self.freeAlready
        }
        let details = try registry.licenses.details(license, now: now)
        try output.print(
            FreedReport(
                seat, of: record.claims, taken: details?.seatsTaken ?? 0,
                try registry.activations.moves(of: record.claims, now: now)))
    }

    private static let freeAlready = CommandFailure(
        .noInput, code: "seats.free", "the seat is free already",
        nextStep: "see the seats that are taken with `latchkey seats list`")
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
    /// How often seats of the license have moved of late, where that is limited.
    let seatMoves: Int?
    private let isOnline: Bool
    private let moves: SeatMoves?

    private enum CodingKeys: CodingKey {
        case activation, license, label, seatsTaken, seats, mayGoOnUntil, unitsAllowed, seatMoves
    }

    init(_ seat: SeatReport, of claims: LicenseClaims, taken: UInt64, _ moves: SeatMoves?) {
        self.moves = moves
        seatMoves = moves?.moves.count
        activation = seat.activation
        license = seat.license
        label = seat.label
        seatsTaken = taken
        seats = ActivationLimitReport(claims.activationLimit)
        isOnline = seat.kind == "online"
        mayGoOnUntil = claims.lastMoment(ofLease: seat.leaseEnd.flatMap { Timestamp($0) })
            .map { "\($0)" }
        unitsAllowed = claims.usageLimit == nil ? nil : seat.unitsAllowed
    }

    func text(_ style: Style) -> String {
        var fields = Fields()
        fields.add("license", license)
        fields.add("label", label.isEmpty ? nil : label)
        fields.add("seats", "\(seatsTaken) taken of \(seats.rendered)")
        fields.add(
            "moves",
            moves.map { moves in
                "\(moves.moves.count) of \(moves.limit.moves) in \(moves.limit.period.text)"
                    + (moves.nextMove.map { ", the next from \($0)" } ?? "")
            })
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
