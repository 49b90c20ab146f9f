import CBOR
package import COSE
import Foundation
package import JSON
package import LicenseVerifier

/// One vector of a folder of `Fixtures/`, whose members its README describes.
package struct NamedVector: Sendable, CustomDebugStringConvertible {
    /// The file's name without its extension.
    package let debugDescription: String
    private let members: [String: JSON]

    /// All vectors of a folder, in the order of their names.
    ///
    /// - Parameter known: the members that the README knows; any other ends the test run.
    package static func all(in folder: String, known: Set<String>) -> [NamedVector] {
        let folder = RepositoryFolder.root.appending(path: "Fixtures/\(folder)")
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        let vectors = (names ?? []).sorted().filter {
            $0.hasSuffix(".json") && $0 != "worked-example.json"
        }
        return vectors.map { name in
            do {
                let data = try Data(contentsOf: folder.appending(path: name))
                let members = try JSON(vector: data).members.present(name)
                for member in members.keys where !known.contains(member) {
                    throw VectorError.value(member)
                }
                let stem = String(name.dropLast(5))
                guard members["name"]?.string == stem else { throw VectorError.value("name") }
                return NamedVector(named: stem, members)
            } catch {
                preconditionFailure("\(name) is not a vector: \(error)")
            }
        }
    }

    /// A vector that is in no folder.
    package init(named name: String, _ members: [String: JSON]) {
        debugDescription = name
        self.members = members
    }

    /// All members.
    package var all: [String: JSON] { members }

    /// A member that some vectors have.
    package subscript(member: String) -> JSON? { members[member] }

    /// What the vector must come to.
    package var expected: [String: JSON] { members["expected"]?.members ?? [:] }

    /// The stable code of the refusal.
    package var code: String? { expected["code"]?.string }
}

// MARK: - Members that must be there

extension NamedVector {
    package func string(_ member: String) throws -> String {
        try self[member].present(member).string.present(member)
    }

    package func number(_ member: String) throws -> Int64 {
        try self[member].present(member).integer.present(member)
    }

    package func bytes(_ member: String) throws -> [UInt8] {
        try self[member].present(member).bytes()
    }

    package func array(_ member: String) throws -> [JSON] {
        try self[member].present(member).array.present(member)
    }

    package func id<Kind>(_ member: String) throws -> Identifier<Kind> {
        try self[member].present(member).id()
    }

    package func now() throws -> Timestamp {
        try Timestamp(secondsSinceEpoch: number("now")).present("now")
    }

    package func keys(_ member: String = "keys") throws -> [VerificationKey] {
        try array(member).map { try $0.key() }
    }

    /// The root keys that are pinned.
    package func root() throws -> TrustRoot {
        try TrustRoot(keys("roots"), threshold: Int(number("threshold"))).present("roots")
    }

    /// The bundle under which the vector is judged; nil where keys are pinned.
    package func bundle() throws -> VerifiedTrustBundle? {
        guard self["bundle"] != nil else { return nil }
        return try root().verify(
            SignedMessage.sequence(bytes("bundle"), maxPayload: TrustBundle.maxPayload))
    }

    /// What a program presents, in the members of the vectors of licenses.
    package func facts() throws -> PresentedFacts {
        try self["facts"].present("facts").decoded()
    }
}

extension JSON {
    /// Bytes in base64url.
    package func bytes() throws -> [UInt8] {
        try Base64.decodeURL(Substring(string.present("bytes")).utf8)
    }

    /// Bytes in hexadecimal.
    package func hex() throws -> [UInt8] {
        try Hexadecimal.decode(string.present("hex")).present("hex")
    }

    package func id<Kind>() throws -> Identifier<Kind> {
        try Identifier<Kind>(string.present("id")).present("id")
    }

    package func key() throws -> VerificationKey {
        try VerificationKey(rawRepresentation: hex())
    }

    fileprivate func decoded() throws -> PresentedFacts {
        try JSONDecoder().decode(PresentedFacts.self, from: Data(encoded))
    }
}

extension Optional {
    /// The value, or an error that names what a vector lacks.
    package func present(_ name: String) throws -> Wrapped {
        guard let self else { throw VectorError.value(name) }
        return self
    }
}

// MARK: - What came out

extension JSON {
    package init(_ moment: Timestamp) { self = .integer(moment.secondsSinceEpoch) }
    package init(_ identifier: Identifier<some Any>) { self = .string(identifier.description) }
    package init(_ number: UInt64) { self = .integer(Int64(clamping: number)) }
    package init(_ span: Duration) { self = .integer(span.components.seconds) }
    package init(hex bytes: some Sequence<UInt8>) { self = .string(Hexadecimal.encode(bytes)) }
    package init(_ key: VerificationKey) { self = .string(key.hexadecimal) }
}
