import ArgumentParser
import CommandSupport
import LicenseService
import Terminal

/// `latchkeyd check-config`: what would be used.
struct CheckConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Show the settings in use, and everything that is wrong with them.",
        discussion: """
            Reads and checks everything that `latchkeyd serve` needs before it answers: keys and \
            their passphrase, certificate, trust bundle, secrets, benefits that settings name, the \
            database with its version and the rights in it, the mail program, and whether the port \
            is free. Nothing is changed. Beside a service that runs, give --port 0.

            Examples:
              latchkeyd check-config --home /var/lib/latchkeyd
              latchkeyd check-config --config /etc/latchkeyd.json --json
              latchkeyd check-config --template --home /var/lib/latchkeyd > /etc/latchkeyd.json
            """)

    @Flag(
        help:
            "Print a file of all settings with comments, in which those of the command line are set."
    )
    var template = false

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !template || !output.json else {
            throw ValidationError("--template and --json exclude each other")
        }
    }

    func run() throws {
        if template { return Console.write(SettingFile.template(options.flags)) }
        let sources = try options.sources()
        let preparation = Preparation.check(sources, now: try Clock.now())
        try output.print(
            SettingsReport(
                settings: ServiceConfiguration.effective(sources).map { name, value in
                    SettingsReport.Setting(name: name, value: value.isEmpty ? nil : value)
                }, mistakes: preparation.mistakes.map(\.sentence), notes: preparation.notes))
        for note in preparation.notes { Console.remark(note) }
        guard preparation.mistakes.isEmpty else {
            try CommandFailure(
                .configuration, preparation.mistakes.map(\.sentence),
                nextStep: "correct them, and run `latchkeyd check-config` again"
            ).endAfterReport()
        }
    }
}

/// What is set.
private struct SettingsReport: Report {
    struct Setting: Encodable {
        let name: String
        let value: String?
    }

    let settings: [Setting]
    /// For programs; people read them on standard error.
    let mistakes: [String]
    /// What is not wrong, and worth knowing.
    let notes: [String]

    func text(_ style: Style) -> String {
        var table = Table("setting", "value")
        for setting in settings { table.add(setting.name, setting.value ?? "") }
        return table.text(style)
    }
}
