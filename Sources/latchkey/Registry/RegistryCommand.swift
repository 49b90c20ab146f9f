import ArgumentParser
import CommandSupport
import LicenseRegistry
import RegistryCommandSupport

/// `latchkey registry`: a registry that was restored.
struct RegistryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "registry", abstract: "Go on with a registry that was restored.",
        discussion: """
            Examples:
              latchkey registry resume
              latchkey registry resume --list /var/www/status/0 --yes
              latchkey registry adopt returned-by-customers.lic
              latchkey registry settle --all
            """,
        subcommands: [
            RegistryResumeCommand.self, RegistryAdoptCommand.self, RegistrySettleCommand.self,
        ])
}

/// `latchkey registry resume`: from the last state that is left.
struct RegistryResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: ResumeOptions.abstract,
        discussion: ResumeOptions.discussion)

    @OptionGroup var options: ResumeOptions
    @OptionGroup var homeOptions: HomeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let home = try homeOptions.directory()
        try output.print(options.run(home.registry().continuity, home.marks))
    }
}

/// `latchkey registry adopt`: what customers still have.
struct RegistryAdoptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt", abstract: AdoptOptions.abstract,
        discussion: AdoptOptions.discussion)

    @OptionGroup var options: AdoptOptions
    @OptionGroup var homeOptions: HomeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let registry = try homeOptions.directory().registry()
        try output.print(options.run(registry.continuity, registry.organizations))
    }
}

/// `latchkey registry settle`: all that was promised is known.
struct RegistrySettleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle", abstract: SettleOptions.abstract,
        discussion: SettleOptions.discussion)

    @OptionGroup var options: SettleOptions
    @OptionGroup var homeOptions: HomeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.print(options.run(homeOptions.directory().registry().continuity))
    }
}
