import ArgumentParser
import CommandSupport
import Foundation
import Terminal

/// `latchkeyd demo`: a service and a machine in a directory of their own, each command before its
/// output.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Watch a machine activate, go offline, come back, and be revoked.",
        discussion: """
            Everything happens in a new directory, which is removed at the end, and on a loopback \
            port. Each line after a dollar sign is a command that you can repeat. Needs `latchkey` \
            beside this program, and curl.
            """)

    @Flag(help: "Show the dashboard and the portal instead, over a year of sales, until stopped.")
    var pages = false

    @Flag(help: "Watch a neighbor, a liar and a thief instead, and what each of them gets.")
    var attacks = false

    @Flag(
        help: """
            Watch the years of a service instead: a backup, a disaster, a restore, a second node, new \
            keys and another database, and what a machine says after each. Needs `latchkey-sync` too.
            """)
    var years = false

    @Flag(help: "Keep the directory, to continue by hand.")
    var keep = false

    func validate() throws {
        guard [pages, attacks, years].count(where: { $0 }) <= 1 else {
            throw ValidationError("--pages, --attacks and --years exclude each other")
        }
    }

    func run() throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("latchkeyd-demo-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        // One that cannot be removed is left to the system, which clears its temporary files.
        defer { if !keep { try? FileManager.default.removeItem(at: directory) } }
        let demo = try DemoRun(directory: directory)
        if pages { return try demo.showPages() }
        Console.say("$ cd \(directory.path) && export LATCHKEY_HOME=$PWD/vendor")
        defer { demo.end() }
        if years {
            try YearsDemo(demo).play()
            return finish()
        }
        for step in DemoStep.vendor + (attacks ? DemoStep.neighborMovesIn : []) {
            try demo.run(step)
        }
        try demo.serve()
        if attacks {
            try AttackDemo(demo).play()
        } else {
            for step in DemoStep.devices { try demo.run(step) }
        }
        finish()

        func finish() {
            DemoStep.succeed()
            if keep { Console.say("The directory is \(directory.path)") }
        }
    }
}
