import ArgumentParser
import COSE
import CommandSupport
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// What changed since the list that is given.
struct DeltaOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What changed since that list: a .day, .week or .month file published beside a newer "
                + "one.",
            valueName: "file"),
        completion: .file())
    var delta: String?

    /// The delta, if one was given.
    func verified(by keys: StatusKeys) throws -> VerifiedStatusDelta? {
        try delta.map { try StatusListInput.delta($0, trusted: keys) }
    }
}

/// A status list or staple in a file, read and verified.
enum StatusListInput {
    /// Reads a list and verifies it.
    static func list(_ path: String, trusted keys: StatusKeys) throws -> VerifiedStatusList {
        try keys.verify(message(in: InputFile(path: path).bytes(limit: Limits.maxFileBytes), path))
    }

    /// Reads a delta and verifies it.
    static func delta(_ path: String, trusted keys: StatusKeys) throws -> VerifiedStatusDelta {
        let bytes = try InputFile(path: path).bytes(limit: Limits.maxFileBytes)
        let message = try message(in: bytes, path)
        guard message.header.type == .statusDelta else {
            throw CommandFailure(
                .malformed, "\(quoted(path)) is not a status delta",
                nextStep: "take a .day, .week or .month file of `latchkey status publish`")
        }
        return try keys.verifyDelta(message)
    }

    /// Reads a list or a staple and verifies it; a staple may be given in the carrier form.
    ///
    /// - Parameter license: whose status is asked for; of a license file with several
    ///   statuses, its own is taken.
    static func fact(
        _ given: String, about license: VerifiedLicense, trusted keys: StatusKeys
    ) throws -> StatusFact {
        if Carrier.isCarrier(given) {
            return .staple(try keys.verifyStaple(ObjectInput.message(given)))
        }
        let bytes = try InputFile(path: given).bytes(limit: Limits.maxFileBytes)
        if !bytes.starts(with: [0xd2, 0x84]),
            case .objects(let found)? = try? ObjectInput.found(given),
            let own = try fact(among: found.messages, about: license, trusted: keys)
        {
            found.repairs.tell()
            return own
        }
        return try fact(message(in: bytes, given), trusted: keys)
    }

    /// What the objects of a license file say of a license: the newest list that it is in, or
    /// staple about it.
    ///
    /// The file may hold the status of other licenses too, and those may be newer.
    static func fact(
        among objects: [SignedMessage], about license: VerifiedLicense, trusted keys: StatusKeys
    ) throws -> StatusFact? {
        let found = try objects.filter { isStatus($0) }.map { try fact($0, trusted: keys) }
        return found.filter { $0.isAbout(license) }.max { $0.issuedAt < $1.issuedAt }
    }

    private static func fact(
        _ message: SignedMessage, trusted keys: StatusKeys
    ) throws -> StatusFact {
        message.header.type == .statusStaple
            ? .staple(try keys.verifyStaple(message)) : .list(try keys.verify(message))
    }

    private static func isStatus(_ message: SignedMessage) -> Bool {
        message.header.type == .statusList || message.header.type == .statusStaple
    }

    private static func message(in bytes: [UInt8], _ path: String) throws -> SignedMessage {
        if LicenseFile.isLicenseFile(bytes) {
            guard let status = try LicenseFile(parsing: bytes).objects.first(where: isStatus)
            else {
                throw CommandFailure(
                    .malformed, "there is no status list in \(quoted(path))",
                    nextStep: "take the file that `latchkey status publish` made")
            }
            return status
        }
        if !bytes.starts(with: [0xd2, 0x84]),
            let refusal = ForeignInput.refusal(
                of: bytes, wanted: "a status list",
                nextStep: "take the file that `latchkey status publish` made")
        {
            throw refusal
        }
        do throws(COSEError) {
            return try SignedMessage(bytes, maxPayload: Limits.maxObjectBytes)
        } catch {
            throw StatusError.message(error)
        }
    }
}

extension StatusFact {
    /// Whether it is of the license's list, or a staple of the license itself.
    fileprivate func isAbout(_ license: VerifiedLicense) -> Bool {
        switch self {
        case .list(let list):
            list.claims.organization == license.claims.organization
                && list.claims.shard == license.claims.statusIndex?.shard
        case .staple(let staple): staple.claims.digest == license.digest
        // No object of a file; only a ledger makes these.
        case .nothing, .entry, .disputed, .remembered: false
        }
    }

    /// When it was signed, for finding the newest.
    fileprivate var issuedAt: Timestamp {
        switch self {
        case .nothing, .disputed, .remembered: .max
        case .list(let list): list.claims.issuedAt
        case .staple(let staple): staple.claims.issuedAt
        case .entry(let entry): entry.claims.issuedAt
        }
    }
}
