import ArgumentParser
import Foundation
import LicenseService
import Terminal

/// Flags that set what the service runs with; each overrides environment and file.
struct ConfigurationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The directory of keys and registry.", valueName: "directory"))
    var home: String?

    @Option(
        help: ArgumentHelp(
            "A JSON file of settings (default: LATCHKEYD_CONFIG).", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host: String?

    @Option(help: ArgumentHelp("The port to listen on; 0 for any.", valueName: "port"))
    var port: String?

    @Option(help: ArgumentHelp("Where callers find this service.", valueName: "url"))
    var publicURL: String?

    @Option(help: ArgumentHelp("The certificate with its chain.", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("The certificate's private key.", valueName: "file"))
    var tlsKey: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Any setting that `latchkeyd check-config` shows; may be repeated.",
            valueName: "name=value"))
    var settings: [String] = []

    func validate() throws {
        for setting in settings where !setting.contains("=") {
            throw ValidationError("--set takes name=value, not \(setting.prefix(64))")
        }
    }

    func sources() throws -> SettingSources {
        let environment = ProcessInfo.processInfo.environment
        var file: [UInt8]?
        if let path = config ?? environment["LATCHKEYD_CONFIG"] {
            guard let data = FileManager.default.contents(atPath: path) else {
                throw CommandFailure(
                    .noInput, "\(path) cannot be read",
                    nextStep: "check the file's name and permissions")
            }
            file = try SettingFile.read(Array(data), of: path)
        }
        return SettingSources(flags: flags, environment: environment, file: file)
    }

    /// What is set on the command line, by name.
    var flags: [String: String] {
        var flags: [String: String] = [:]
        flags["home"] = home
        flags["listen.host"] = host
        flags["listen.port"] = port
        flags["public-url"] = publicURL
        flags["tls.certificate"] = tlsCertificate
        flags["tls.key"] = tlsKey
        for setting in settings {
            let parts = setting.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            flags[String(parts[0])] = String(parts[1])
        }
        return flags
    }
}
