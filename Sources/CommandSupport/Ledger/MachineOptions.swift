package import ArgumentParser
import LicenseLedger
package import LicenseSync
import LicenseVerifier

/// Where a machine keeps its ledger, and what identifies the machine.
package struct MachineOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The directory in which this machine keeps its ledger.",
            valueName: "directory"), completion: .directory)
    package var device: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A fact that identifies this machine, as name=value; may be repeated. Default: its "
                + "machine id, the serial numbers of its board and product, and its disk.",
            valueName: "name=value"))
    package var fact: [FactArgument] = []

    package init() {}

    /// The machine's facts: given, or found.
    package func facts(_ directory: String) -> [MachineFact] {
        fact.isEmpty
            ? MachineFacts.collect(from: .linux(ledger: directory)) : fact.map(\.fact)
    }
}

/// `name=value`.
package struct FactArgument: ExpressibleByArgument {
    package let fact: MachineFact

    package init?(argument: String) {
        guard let sign = argument.firstIndex(of: "="),
            let name = ConditionKey(String(argument[..<sign])),
            let fact = MachineFact(name, String(argument[argument.index(after: sign)...]))
        else { return nil }
        self.fact = fact
    }
}
