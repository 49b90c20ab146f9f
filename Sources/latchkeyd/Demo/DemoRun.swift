import CommandSupport
import Dispatch
import Foundation
import LicenseIssuer
import LicenseRegistry
import LicenseService
import LicenseVerifier
import Terminal

/// Where the demo's commands run, and the service that they talk to.
final class DemoRun {
    let directory: URL
    private let programs: URL
    private var service: Process?
    private var address = ""

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

    /// Starts the service on a port that the system chooses, and waits until it says which.
    func serve() throws {
        Console.say("\n# The service, on a loopback port; it may mint with the issuing key.")
        let log = Pipe()
        let service = process(
            programs.appendingPathComponent("latchkeyd").path,
            ["serve", "--home", "vendor", "--port", "0", "--set", "keys.minting=issuer"])
        service.standardError = log
        try service.run()
        self.service = service
        var text = ""
        while address.isEmpty {
            let data = log.fileHandleForReading.availableData
            text += String(decoding: data, as: UTF8.self)
            guard !data.isEmpty else {
                throw CommandFailure(
                    .internalFault, "the service did not start: \(text)",
                    nextStep: "please report it with the lines above")
            }
            if let found = text.firstMatch(of: /listening port=([0-9]+)/) {
                address = "http://127.0.0.1:\(found.1)"
                Console.say(
                    "$ latchkeyd serve --home vendor --port \(found.1) --set keys.minting=issuer &")
                Console.say("$ SERVICE=\(address)")
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
        let admin = try AdminLink.make(registry.sessions, base: address, now: Clock.now())
        let portal = try PortalLink.make(
            registry.sessions, for: customer, of: issuer.organization, base: address,
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
        guard let service else { return }
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

    func end() {
        service?.terminate()
        service?.waitUntilExit()
    }

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
        environment["SERVICE"] = address
        process.environment = environment
        return process
    }
}
