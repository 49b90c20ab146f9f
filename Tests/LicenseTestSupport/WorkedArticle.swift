import CBOR
package import COSE
import Foundation
import JSON

/// A worked example as an article prints it, beside the file that the generator wrote.
package struct WorkedArticle {
    /// The members of the file.
    private let members: [String: JSON]
    /// The section of the article, without white space and without words behind a semicolon.
    private let printed: String

    /// - Parameters:
    ///   - example: the file, in `Fixtures/`.
    ///   - article: the article, in `Sources/`.
    package init(_ example: String, in article: String) throws {
        let root = RepositoryFolder.root
        members = try JSON(
            vector: Data(contentsOf: root.appending(path: "Fixtures/\(example)"))
        ).members.present(example)
        let text = try String(
            contentsOf: root.appending(path: "Sources/\(article)"), encoding: .utf8)
        let section = text.components(separatedBy: "\n## ").first { $0.contains("Worked example") }
        printed = Self.compact(try section.present("worked example"))
    }

    private static func compact(_ text: String) -> String {
        text.split(separator: "\n")
            .map { line in line.prefix { $0 != ";" }.filter { !$0.isWhitespace } }.joined()
    }

    package func bytes(_ member: String) throws -> [UInt8] {
        try members[member].present(member).hex()
    }

    /// Those of some members that the article does not print as the file has them.
    package func missing(_ names: [String]) throws -> [String] {
        try names.filter { name in
            let value = try members[name].present(name).string.present(name)
            return !printed.contains(Self.compact(value))
        }
    }

    /// The object, put together and verified from what the file says of its parts.
    package func verified() throws -> VerifiedMessage {
        let message = try SignedMessage(bytes("message"), maxPayload: 65_536)
        let key = try VerificationKey(rawRepresentation: bytes("publicKey"))
        let verified = try message.verified(by: key)
        let signed = SigStructure.encode(
            protected: message.protectedBytes, payload: message.unverifiedPayload)
        let item = try CBORDecoder.decode(
            message.unverifiedPayload, limits: CBORLimits(depth: 6, entries: 64))
        let parts: [(String, [UInt8])] = [
            ("keyID", key.keyID.bytes), ("protected", Array(message.protectedBytes)),
            ("payload", Array(message.unverifiedPayload)), ("signed", signed),
            ("signature", Array(message.signature)),
            ("digest", Array(SHA256.digest(of: message.bytes).prefix(16))),
        ]
        for (name, part) in parts where try bytes(name) != part { throw VectorError.value(name) }
        guard members["payloadDiagnostic"]?.string == item.diagnostic else {
            throw VectorError.value("payloadDiagnostic")
        }
        return verified
    }

    /// What each article prints.
    package static let printed = [
        "publicKey", "keyID", "protected", "payload", "payloadDiagnostic", "signature",
    ]
}
