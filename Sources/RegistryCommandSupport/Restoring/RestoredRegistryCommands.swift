package import ArgumentParser
package import CommandSupport
package import LicenseRegistry

/// The options by which a program finds its registry and the mark beside it.
package protocol RegistryOptions: ParsableArguments {
    /// The registry.
    func registry() throws -> Registry
    /// The registry, whose changes raise its mark.
    func markedRegistry() throws -> Registry
    /// Where its mark is.
    func marks() throws -> MarkDirectory
    /// The trust bundle of each vendor that has one; none where programs pin the keys.
    func servedBundles() throws -> [ServedBundle]
}

/// `registry resume`: goes on from the last state that is left.
package struct RegistryResumeCommand<Options: RegistryOptions>: ParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "resume", abstract: ResumeOptions.abstract,
            discussion: ResumeOptions.discussion)
    }

    @OptionGroup package var resume: ResumeOptions
    @OptionGroup package var options: Options
    @OptionGroup package var output: OutputOptions

    package init() {}

    package func run() throws {
        try output.print(resume.run(options.registry().maintenance.continuity, options.marks()))
    }
}

/// `registry adopt`: takes in what customers still have.
package struct RegistryAdoptCommand<Options: RegistryOptions>: ParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "adopt", abstract: AdoptOptions.abstract,
            discussion: AdoptOptions.discussion)
    }

    @OptionGroup package var adopt: AdoptOptions
    @OptionGroup package var options: Options
    @OptionGroup package var output: OutputOptions

    package init() {}

    package func run() throws {
        let registry = try options.markedRegistry()
        try output.print(
            adopt.run(
                registry.maintenance.continuity, registry.organizations,
                within: options.servedBundles(), at: Clock.now()))
    }
}

/// `registry settle`: all that was promised is known.
package struct RegistrySettleCommand<Options: RegistryOptions>: ParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "settle", abstract: SettleOptions.abstract,
            discussion: SettleOptions.discussion)
    }

    @OptionGroup package var settle: SettleOptions
    @OptionGroup package var options: Options
    @OptionGroup package var output: OutputOptions

    package init() {}

    package func run() throws {
        try output.print(settle.run(options.markedRegistry().maintenance.continuity))
    }
}
