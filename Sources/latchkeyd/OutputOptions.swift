import ArgumentParser
import Terminal

/// The choice between words and JSON, which every reporting command offers.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print the result as JSON.")
    var json = false

    func print(_ report: some Report) throws {
        try report.say(json: json)
    }
}
