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
                try CarriedFile.write(CarriedFile.carriers(of: answer), to: path)
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
        help: ArgumentHelp(
            "Whose, by its id. Default: the only organization that the service works for, or the "
                + "first.", valueName: "id"))
    var organization: String?

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Write to this file.", valueName: "file"),
        completion: .file())
    var output: String

    @OptionGroup var serviceOptions: ServiceOptions

    func validate() throws {
        guard organization.map({ OrganizationID($0) != nil }) ?? true else {
            throw ValidationError("--organization is the id of an organization")
        }
    }

    func run() async throws {
        var objects: [SignedMessage] = []
        let organization = organization.flatMap { OrganizationID($0) }
        try await serviceOptions.withClient { client in
            try await take(client.pullTrust(of: organization), "trust bundle", into: &objects)
            for shard in list.isEmpty ? [0] : list {
                try await take(
                    client.pullList(shard, of: organization), "status list \(shard)", into: &objects
                )
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
            guard error == .nothing,
                let refusal = ForeignInput.refusal(
                    of: bytes, wanted: "what a device sends",
                    nextStep: "give the file as the device made it")
            else { throw CommandFailure(.malformed, explaining: error) }
            throw refusal
        }
    }

    /// Each object of an answer on a line of its own.
    static func carriers(of answer: [UInt8]) throws -> String {
        do throws(COSEError) {
            return try SignedMessage.sequence(answer, maxPayload: Limits.maxObjectBytes)
                .map { Carrier.encode($0.bytes) + "\n" }.joined()
        } catch {
            throw SyncClientError.answer
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
