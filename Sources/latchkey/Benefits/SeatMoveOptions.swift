import ArgumentParser
import LicenseIssuer

/// How often the seats of a benefit's licenses may move.
struct SeatMoveOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How often the seats of a license may move to other machines: 3/90d is three times in 90 "
                + "days; or none (as often as customers like).", valueName: "moves"))
    var seatMoves: SeatMoveArgument?
}

/// Moves per period, or `none`.
struct SeatMoveArgument: ExpressibleByArgument {
    let limit: SeatMoveLimit?

    init?(argument: String) {
        limit = SeatMoveLimit(argument)
        if limit == nil, argument != "none" { return nil }
    }
}
