import ArgumentParser
import LicenseStore
import Terminal

/// `latchkeyd audit`: the log of all changes.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Check the log of all changes.",
        subcommands: [AuditVerifyCommand.self])
}

/// `latchkeyd audit verify`: the chain of hashes.
struct AuditVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that no record was changed or left out.",
        discussion: """
            That the end was cut off shows only against a copy of the last number and hash, which \
            this prints.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let store = try options.store()
        let count = try store.verifyAudit()
        Console.say("\(count) records, unbroken")
    }
}
