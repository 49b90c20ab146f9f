import ArgumentParser
import CBOR
import COSE
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import RegistryCommandSupport
import Terminal

/// `latchkey keys export`: the public half, for a program to pin.
struct KeysExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print a public key, for a program to pin.",
        discussion: """
            Examples:
              latchkey keys export > acme.pub
              latchkey keys export release-2027 --format hex
              latchkey keys export --format c >> vendor.h
            """)

    /// The forms of a public key: texts that `--key` reads back, a COSE_Key, or a constant to paste.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case pem, hex, base64url
        case coseKey = "cose-key"
        case swift, c, python, js, go, rust
    }

    @Argument(help: "The key's name; optional if there is only one.")
    var name: KeyName?

    @Option(help: "The form to print.")
    var format: Format = .pem

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
        let home = try homeOptions.directory()
        let key = try KeyRing(home: home, organizations: try home.registry().organizations).record(
            name
        ).publicKey
        switch format {
        case .pem: Console.write(key.pem)
        case .hex: Console.say(key.hexadecimal)
        case .base64url: Console.say(key.base64url)
        case .coseKey: Console.say(Hexadecimal.encode(key.coseKey))
        case .swift: Console.say(PublicKeyConstant.swift.text(of: key))
        case .c: Console.say(PublicKeyConstant.c.text(of: key))
        case .python: Console.say(PublicKeyConstant.python.text(of: key))
        case .js: Console.say(PublicKeyConstant.js.text(of: key))
        case .go: Console.say(PublicKeyConstant.go.text(of: key))
        case .rust: Console.say(PublicKeyConstant.rust.text(of: key))
        }
    }
}

/// `latchkey keys fingerprint`: the key's thumbprint, to compare over the telephone.
struct KeysFingerprintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fingerprint",
        abstract: "Print the thumbprint of a public key, for comparing it aloud (RFC 9679).",
        discussion: """
            Examples:
              latchkey keys fingerprint
              latchkey keys fingerprint --key acme.pub
            """)

    @Argument(help: "The key's name; optional if there is only one.")
    var name: KeyName?

    @Option(
        name: .customLong("key"),
        help: ArgumentHelp(
            "A public key instead, as a file or as text.", valueName: "public-key"),
        completion: .file())
    var publicKey: String?

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
        let home = try homeOptions.directory()
        let key =
            try publicKey.map(VerificationKey.init(given:))
            ?? KeyRing(home: home, organizations: try home.registry().organizations).record(name)
            .publicKey
        let digits = Array(Hexadecimal.encode(key.thumbprint))
        let groups = stride(from: 0, to: digits.count, by: 4).map {
            String(digits[$0..<min($0 + 4, digits.count)])
        }
        Console.say(groups.joined(separator: " "))
    }
}
