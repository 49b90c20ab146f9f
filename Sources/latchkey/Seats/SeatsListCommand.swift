import ArgumentParser
import CommandSupport
import LicenseRegistry
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkey seats list`: which machines have seats.
struct SeatsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the machines that have a seat.",
        discussion: """
            Examples:
              latchkey seats list
              latchkey seats list 3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e --json
            """)

    @Argument(
        help: ArgumentHelp(
            "Only those of this license: its id, its key, or a file with it.",
            valueName: "license"), completion: .file())
    var license: String?

    @Option(help: ArgumentHelp("List at most this many.", valueName: "number"))
    var limit = 1000

    @OptionGroup var scope: OrganizationOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100_000).contains(limit) else {
            throw ValidationError("--limit is a number from 1 to 100000")
        }
    }

    func run() throws {
        let registry = try scope.homeOptions.directory().registry()
        if let license {
            let id = try LicenseReference.license(license, in: registry).claims.license
            return try output.print(
                SeatListReport(
                    seats: Array(
                        SeatReport.all(of: id, in: registry, at: Clock.now()).prefix(limit))))
        }
        let organization = try scope.organization(in: registry.organizations)
        let seats = try registry.activations.seats(
            matching: SeatFilter(organization: organization.id),
            page: PageRange(number: 0, size: Int64(limit)), now: Clock.now())
        try output.print(
            SeatListReport(
                seats: seats.map { seat in
                    SeatReport(seat, seat.isDevice ? try registry.activations.find(seat.id) : nil)
                }))
    }
}

/// `latchkey seats show`: one machine's seat.
struct SeatsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the seat of a machine, or those of a license.",
        discussion: """
            Examples:
              latchkey seats show 7d3e0f0e-3c8f-4a8e-9a55-0f6c7a1b2c3d
            """)

    @OptionGroup var choice: SeatChoice
    @OptionGroup var output: OutputOptions

    func run() throws {
        let seats = try choice.seats(in: choice.homeOptions.directory().registry())
        guard seats.count != 1 else { return try output.print(seats[0]) }
        try output.print(SeatListReport(seats: seats))
    }
}

/// A seat by its activation's id, or the seats of a license.
struct SeatChoice: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The machine's activation or its first characters, or its license if only one machine "
                + "has a seat.",
            valueName: "activation"), completion: .file())
    var seat: String

    @OptionGroup var homeOptions: HomeOptions

    func seats(in registry: Registry) throws -> [SeatReport] {
        if let id = ActivationID(seat), let found = try registry.activations.seat(id) {
            return [SeatReport(found, try registry.activations.find(id))]
        }
        if let id = try SeatReference.beginning(seat, in: registry.activations),
            let found = try registry.activations.seat(id)
        {
            return [SeatReport(found, try registry.activations.find(id))]
        }
        let id = try license(in: registry)
        let seats = try SeatReport.all(of: id, in: registry, at: Clock.now())
        guard !seats.isEmpty else {
            throw CommandFailure(
                .noInput, code: "seats.none", "no machine has a seat of the license \(id)",
                nextStep: "see all seats with `latchkey seats list`")
        }
        return seats
    }

    private func license(in registry: Registry) throws -> LicenseID {
        if let known = try LicenseReference.known(seat, in: registry) {
            return known.claims.license
        }
        if let named = LicenseID(seat) {
            throw CommandFailure(
                .noInput, code: "seats.unknown", "there is no seat and no license \(named)",
                nextStep: "see the ids with `latchkey seats list`")
        }
        return try LicenseReference.license(seat, in: registry).claims.license
    }
}
