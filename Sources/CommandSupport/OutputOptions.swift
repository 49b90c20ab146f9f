import ArgumentParser
package import Terminal

/// The choice between text and JSON, which every reporting command offers.
package struct OutputOptions: ParsableArguments {
    @Flag(help: "Print the result as JSON.")
    package var json = false

    package init() {}

    /// Prints a result as the person asked for it.
    package func print(_ report: some Report) throws {
        try report.say(json: json)
    }
}
