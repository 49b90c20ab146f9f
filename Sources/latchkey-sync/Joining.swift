import COSE
import CommandSupport
import LicenseLedger
import LicenseSyncClient
import LicenseVerifier
import Terminal

/// Leads a machine from what its owner was given to a ledger with a license in it.
struct Joining {
    let options: LedgerOptions
    let client: SyncClient

    /// The ledger with the objects in it, and the vendor remembered.
    ///
    /// Without objects, a ledger that is there.
    func open(_ objects: [SignedMessage]) async throws -> OpenedLedger {
        let organization = Self.organization(in: objects)
        let opened: OpenedLedger
        do {
            opened = try options.open(making: !objects.isEmpty, vouching: objects)
        } catch let failure as CommandFailure where failure.code == LedgerOptions.otherVendor {
            // A newer bundle may lead from the keys that are held to those that are named.
            guard let bundle = try await client.pullTrust(of: organization) else { throw failure }
            opened = try options.open(
                making: false, vouching: try Self.messages(bundle) + objects)
        }
        try await install(objects, in: opened, of: organization)
        try opened.remember()
        return opened
    }

    private func install(
        _ objects: [SignedMessage], in opened: OpenedLedger, of organization: OrganizationID?
    ) async throws {
        let refused = opened.ledger.install(objects, at: try Clock.now()).compactMap(\.refusal)
        guard let first = refused.first else { return }
        // Only keys that are not known yet can become known.
        guard case .root = opened.pinned, refused.contains(where: \.awaitsTrust) else {
            throw first
        }
        try await SyncRun(opened).fetchTrust(client, of: organization)
        for result in opened.ledger.install(objects, at: try Clock.now()) { _ = try result.get() }
    }

    /// Whose license it is, as it says itself: nothing but where a bundle is looked for follows from it.
    private static func organization(in objects: [SignedMessage]) -> OrganizationID? {
        for object in objects where object.header.type == .cwt {
            // What cannot be read is refused when it is taken.
            guard let key = try? LicenseKey(object), let claims = try? UnverifiedClaims(of: key)
            else { continue }
            return claims.asserted.organization
        }
        return nil
    }

    private static func messages(_ bundle: [UInt8]) throws -> [SignedMessage] {
        do throws(COSEError) {
            return try SignedMessage.sequence(bundle, maxPayload: Limits.maxObjectBytes)
        } catch {
            throw SyncClientError.answer
        }
    }
}

extension Result where Failure == LedgerError {
    fileprivate var refusal: LedgerError? {
        if case .failure(let error) = self { error } else { nil }
    }
}

extension LedgerError {
    /// Whether a newer trust bundle may change the verdict.
    fileprivate var awaitsTrust: Bool {
        switch self {
        case .noBundle, .license(.unknownKey): true
        default: false
        }
    }
}
