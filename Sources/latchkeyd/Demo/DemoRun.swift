import CommandSupport
import Dispatch
import Foundation
import LicenseIssuer
import LicenseRegistry
import LicenseService
import LicenseVerifier
import Terminal

/// Where the demo's commands run, and the nodes of the service that they talk to.
final class DemoRun {
    /// A node that runs, and where it answers.
    private struct Running {
        let process: Process
        let address: String
    }

    let directory: URL
    private let programs: URL
    private var nodes: [DemoNode: Running] = [:]

    init(directory: URL) throws {
        self.directory = directory
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        programs = URL(fileURLWithPath: own).deletingLastPathComponent()
    }

    func run(_ step: DemoStep) throws {
        step.announce()
        let shell = process("/bin/sh", ["-c", "set -e\n\(step.command)"])
        // Messages and results in the order in which they happen.
        shell.standardError = FileHandle.standardOutput
        try shell.run()
        shell.waitUntilExit()
        try step.check(shell.terminationStatus)
    }

    /// Starts a node on a port that the system chooses, and waits until it says which.
    func serve(
        _ node: DemoNode = .first, _ settings: [String] = ["keys.minting=issuer"],
        saying title: String = "The service, on a loopback port; it may mint with the issuing key."
    ) throws {
        Console.say("\n# \(title)")
        let log = Pipe()
        let options = settings.flatMap { ["--set", $0] }
        let service = process(
            programs.appendingPathComponent("latchkeyd").path,
            ["serve", "--home", node.home, "--port", "0"] + options)
        service.standardError = log
        try service.run()
        var text = ""
        while nodes[node] == nil {
            let data = log.fileHandleForReading.availableData
            text += String(decoding: data, as: UTF8.self)
            guard !data.isEmpty else {
                throw CommandFailure(
                    .internalFault, "the service did not start: \(text)",
                    nextStep: "please report it with the lines above")
            }
            if let found = text.firstMatch(of: /listening port=([0-9]+)/) {
                let address = "http://127.0.0.1:\(found.1)"
                nodes[node] = Running(process: service, address: address)
                Console.say(
                    "$ latchkeyd serve --home \(node.home) --port \(found.1) "
                        + options.joined(separator: " ") + " &")
                Console.say("$ \(node.variable)=\(address)")
            }
        }
        // Nobody reads its lines from here on, and it must not wait for a reader.
        log.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
    }

    /// Fills a registry, serves it, and prints a link to each kind of pages.
    func showPages() throws {
        for step in DemoStep.pages { try run(step) }
        Console.say("\n# A year of sales, which takes a moment.")
        let now = try Clock.now()
        let registry = try registry(now)
        let issuer = try ServiceHome(layout, passphraseFile: nil)
            .issuer(.issuer, registry.organizations)
        var demo = PagesDemo(
            registry, issuer, try registry.benefits.all(of: issuer.organization))
        let customer = try demo.fill(until: now)
        try serve()
        defer { end() }
        let admin = try AdminLink.make(registry.tokens.sessions, base: address, now: Clock.now())
        let portal = try PortalLink.make(
            registry.tokens.sessions, for: customer, of: issuer.organization, base: address,
            lifetime: .seconds(3600), now: Clock.now())
        Console.say(
            "\nThe operator's dashboard:\n  \(admin)\n\nA customer's portal:\n  \(portal)\n")
        Console.say("Each link works once. Stop with Control-C.")
        waitForService()
    }

    /// Waits until the service ends, which it is told when this program is.
    ///
    /// It is in a process group of its own, so that a terminal's Control-C does not reach it.
    private func waitForService() {
        guard let service = nodes[.first]?.process else { return }
        let child = service.processIdentifier
        let signals = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { kill(child, SIGTERM) }
            source.resume()
            return source
        }
        defer { for source in signals { source.cancel() } }
        service.waitUntilExit()
    }

    /// The vendor's directory.
    var layout: HomeLayout {
        HomeLayout(path: directory.appendingPathComponent("vendor").path)
    }

    /// The vendor's registry.
    func registry(_ now: Timestamp) throws -> Registry {
        try Registry.open(sqlite: layout.registryPath, actor: "demo", now: now)
    }

    /// Ends all nodes that run.
    func end() {
        for node in nodes.keys { end(node) }
    }

    /// Ends one node, once its requests are finished.
    func end(_ node: DemoNode) {
        guard let running = nodes.removeValue(forKey: node) else { return }
        running.process.terminate()
        running.process.waitUntilExit()
    }

    private var address: String { nodes[.first]?.address ?? "" }

    private func process(_ program: String, _ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = directory
        process.standardInput = FileHandle.nullDevice
        var environment = ProcessInfo.processInfo.environment
        for name in environment.keys where name.hasPrefix("LATCHKEYD_") { environment[name] = nil }
        environment["LATCHKEY_HOME"] = directory.appendingPathComponent("vendor").path
        environment["PATH"] = "\(programs.path):\(environment["PATH"] ?? "/usr/bin:/bin")"
        for (node, running) in nodes {
            environment[node.variable] = running.address
            environment["\(node.variable)_PID"] = "\(running.process.processIdentifier)"
        }
        process.environment = environment
        return process
    }
}

/// A node of the demo's service.
enum DemoNode: Hashable {
    case first, second

    /// Its directory.
    var home: String { self == .first ? "vendor" : "second" }
    /// What commands call its address.
    var variable: String { self == .first ? "SERVICE" : "SECOND" }
}
