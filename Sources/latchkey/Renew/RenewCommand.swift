import ArgumentParser
import LicenseRegistry

/// `latchkey renew`: the same license for longer.
struct RenewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew",
        abstract: "Give a license a later end, in a new key.",
        discussion: """
            The license keeps its id, its seats and what was counted; `latchkey install` puts the \
            new key in place of the old one. --lifetime counts from the end that the license has, \
            or from now if that has passed; left out, it is the benefit's. What it means for the \
            machines that have the old key is said first; --dry-run says only that.

            A CSV file names each license in the column license, by its id or the first characters \
            of it, its key, or its customer; the other columns are those of \
            `latchkey issue`, but for customer and not_before. All rows are renewed or none, and \
            once: the same file again prints the same keys.

            Examples:
              latchkey renew 3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e
              latchkey renew customer.lic --lifetime 2y --activations 5 --format lic
              latchkey renew --csv renewals.csv --format csv --output keys.csv
            """)

    @OptionGroup var options: RenewalOptions

    func run() throws { try Renewal(options, from: .formerEnd).run() }
}

/// `latchkey change`: the same license with other terms.
struct ChangeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "change",
        abstract: "Give a license other terms, in a new key.",
        discussion: """
            The license keeps its id, its seats and what was counted; `latchkey install` puts the \
            new key in place of the old one. --lifetime counts from now. With --benefit, it gets \
            all terms of that benefit: so a trial becomes a paid license. What it means for the \
            machines that have the old key is said first; --dry-run says only that.

            A CSV file names each license in the column license, by its id or the first characters \
            of it, its key, or its customer; the other columns are those of \
            `latchkey issue`, but for customer and not_before. All rows are changed or none, and \
            once: the same file again prints the same keys.

            Examples:
              latchkey change 3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e --activations 10
              latchkey change trial.key --benefit pro
              latchkey change --csv upgrades.csv --format csv --output keys.csv
            """)

    @Option(
        help: ArgumentHelp("Make it a license of this benefit.", valueName: "benefit"))
    var benefit: String?

    @OptionGroup var options: RenewalOptions

    func run() throws { try Renewal(options, from: .now, benefit: benefit).run() }
}
