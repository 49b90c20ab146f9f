package import ArgumentParser
package import LicenseIssuer

/// How often the seats of a benefit's licenses may move.
package struct SeatMoveOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How often the seats of a license may move to other machines: 3/90d is three times in 90 "
                + "days; or none (as often as customers like).", valueName: "moves"))
    package var seatMoves: SeatMoveArgument?

    package init() {}
}

/// Moves per period, or `none`.
package struct SeatMoveArgument: ExpressibleByArgument {
    package let limit: SeatMoveLimit?

    package init?(argument: String) {
        limit = SeatMoveLimit(argument)
        if limit == nil, argument != "none" { return nil }
    }
}
