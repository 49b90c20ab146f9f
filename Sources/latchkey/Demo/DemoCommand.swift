import ArgumentParser
import CommandSupport
import Foundation
import Terminal

/// `latchkey demo`: the main job in a directory of its own, each command before its output.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Watch the whole cycle: issue, verify offline, activate, use, revoke, refuse.",
        discussion: """
            Everything happens in a new directory, which is removed at the end. Each line after a \
            dollar sign is a command that you can repeat.
            """)

    @Flag(help: "Two years of a machine that never sees a network, told with files and QR codes.")
    var airGap = false

    @Flag(help: "Keep the directory, to continue by hand.")
    var keep = false

    func run() throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("latchkey-demo-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        defer { if !keep { removeDemo(directory) } }
        let style = Style(for: STDOUT_FILENO)
        Console.say(style.faint("$ cd \(directory.path) && export LATCHKEY_HOME=$PWD/issuer"))
        for step in airGap ? DemoStep.airGap : DemoStep.mainJob {
            step.announce()
            try run(step, in: directory)
        }
        DemoStep.succeed()
        if keep { Console.say("The directory is \(directory.path)") }
    }

    private func run(_ step: DemoStep, in directory: URL) throws {
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", "latchkey() { \"$LATCHKEY_DEMO\" \"$@\"; }\n\(step.command)"]
        shell.currentDirectoryURL = directory
        shell.standardInput = FileHandle.nullDevice
        var environment = ProcessInfo.processInfo.environment
        environment["LATCHKEY_HOME"] = directory.appendingPathComponent("issuer").path
        environment["LATCHKEY_DEMO"] = try executablePath()
        shell.environment = environment
        // Messages and results in the order in which they happen.
        shell.standardError = FileHandle.standardOutput
        try shell.run()
        shell.waitUntilExit()
        try step.check(shell.terminationStatus)
    }

    private func executablePath() throws -> String {
        try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }

    /// A directory that cannot be removed is left to the system, which clears its temporary files.
    private func removeDemo(_ directory: URL) {
        try? FileManager.default.removeItem(at: directory)
    }
}
