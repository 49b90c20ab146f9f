import ArgumentParser
import CommandSupport
import LicenseRegistry
import LicenseService
import RegistryCommandSupport

/// `latchkeyd registry resume`: from the last state that is left.
struct RegistryResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: ResumeOptions.abstract,
        discussion: ResumeOptions.discussion)

    @OptionGroup var resume: ResumeOptions
    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let configuration = try ServiceConfiguration(options.sources())
        try output.print(
            resume.run(options.registry().continuity, configuration.marks))
    }
}

/// `latchkeyd registry adopt`: what customers still have.
struct RegistryAdoptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt", abstract: AdoptOptions.abstract,
        discussion: AdoptOptions.discussion)

    @OptionGroup var adopt: AdoptOptions
    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let registry = try options.markedRegistry()
        try output.print(adopt.run(registry.continuity, registry.organizations))
    }
}

/// `latchkeyd registry settle`: all that was promised is known.
struct RegistrySettleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle", abstract: SettleOptions.abstract,
        discussion: SettleOptions.discussion)

    @OptionGroup var settle: SettleOptions
    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.print(settle.run(options.markedRegistry().continuity))
    }
}
