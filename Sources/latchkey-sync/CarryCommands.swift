import ArgumentParser
import COSE
import CommandSupport
import Foundation
import LicenseSyncClient
import LicenseVerifier
import Terminal

/// `latchkey-sync push`: carries an isolated machine's messages to the service.
struct PushCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: "Send messages of machines without a network.",
        discussion: """
            Takes what `latchkey request` and `latchkey report` print there, and writes each \
            answer beside its message, for `latchkey install`.

            Examples:
              latchkey-sync push --service https://licenses.acme.example /media/stick/report.txt
            """)

    @Argument(help: ArgumentHelp("The messages.", valueName: "file"), completion: .file())
    var files: [String]

    @OptionGroup var serviceOptions: ServiceOptions

    func run() async throws {
        try await serviceOptions.withClient { client in
            for file in files {
                let message = try CarriedFile.message(file)
                guard let answer = try await client.push([message]).first else { continue }
                let path = file + ".answer"
                try CarriedFile.write(Carrier.encode(answer) + "\n", to: path)
                Console.say(path)
            }
        }
    }
}

/// `latchkey-sync pull`: fetches what isolated machines need into one file.
struct PullCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Fetch lists and trust for machines without a network.",
        discussion: """
            Writes one license file that `latchkey install` takes whole.

            Examples:
              latchkey-sync pull --service https://licenses.acme.example --output acme.lic
              latchkey-sync pull --status-base https://acme.example/status --output acme.lic
            """)

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("The number of a status list; may be repeated.", valueName: "number"))
    var list: [UInt32] = []

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Write to this file.", valueName: "file"),
        completion: .file())
    var output: String

    @OptionGroup var serviceOptions: ServiceOptions

    func run() async throws {
        var objects: [SignedMessage] = []
        try await serviceOptions.withClient { client in
            try await take(client.pullTrust(), "trust bundle", into: &objects)
            for shard in list.isEmpty ? [0] : list {
                try await take(client.pullList(shard), "status list \(shard)", into: &objects)
            }
        }
        guard !objects.isEmpty else {
            throw CommandFailure(
                .noInput, "the service has published nothing",
                nextStep: "ask the vendor whether lists are published")
        }
        try CarriedFile.write(
            LicenseFile(objects).text(heading: "For `latchkey install`."), to: output)
        Console.say("\(objects.count) object(s) in \(output)")
    }
}

extension PullCommand {
    private func take(
        _ document: [UInt8]?, _ name: String, into objects: inout [SignedMessage]
    ) throws {
        guard let document else { return Console.remark("the vendor has published no \(name)") }
        do throws(COSEError) {
            objects += try SignedMessage.sequence(document, maxPayload: Limits.maxObjectBytes)
        } catch {
            throw SyncClientError.answer
        }
    }
}

/// Files that are carried across the gap.
enum CarriedFile {
    static func message(_ path: String) throws -> SignedMessage {
        let bytes = try InputFile(path: path).bytes(limit: ReceivedText.maxBytes)
        let reading = ReceivedText.read(bytes)
        do throws(ReadingFault) {
            let message = try reading.only().message
            reading.repairs.tell()
            return message
        } catch {
            throw CommandFailure(.malformed, explaining: error)
        }
    }

    static func write(_ text: String, to path: String) throws {
        do {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw CommandFailure(
                .cannotCreate, "\(path) cannot be written",
                nextStep: "check the directory and its permissions")
        }
    }
}
