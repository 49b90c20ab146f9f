import ArgumentParser
import CommandSupport
import LicenseRegistry
import LicenseService
import Terminal

/// `latchkeyd open`: a link to the dashboard.
struct OpenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Print a link that signs you in to the dashboard.",
        discussion: """
            The link works once, and for ten minutes. Whoever has it can do everything.

            Example:
              latchkeyd open --home /var/lib/latchkeyd
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let configuration = try ServiceConfiguration(options.sources())
        let link = try AdminLink.make(
            options.markedRegistry().tokens.sessions, base: configuration.publishing.base,
            now: Clock.now()
        )
        try output.print(LinkReport(link: link))
    }
}

/// A link that was made; people get it alone.
private struct LinkReport: Report {
    let link: String

    func text(_ style: Style) -> String { link }
}
