import COSE
public import LicenseVerifier

/// A signed trust bundle that may take the place of the one that is handed out, and what it changes.
///
/// It is judged as a device judges it that holds the bundle before: by that bundle's root keys, and
/// never back. So what is handed out is taken.
public struct BundleSuccession: Sendable {
    /// What it says.
    public let bundle: TrustBundle
    /// The signed objects, end to end.
    public let octets: [UInt8]
    /// What is other than before, in the order in which people read a bundle.
    public let changes: [BundleChange]

    /// Reads a bundle that an organization is to hand out.
    ///
    /// - Parameter held: the bundle that it hands out now, as its file holds it; nil for none, and
    ///   then the first one is signed by its own root keys.
    public init(
        _ octets: [UInt8], of organization: OrganizationID, after held: [UInt8]?, now: Timestamp
    ) throws(BundleRefusal) {
        do throws(TrustError) {
            let messages = try Self.messages(octets)
            var memory = try Self.memory(held ?? octets, now)
            let before = held == nil ? nil : memory.newest?.bundle
            bundle = try memory.accept(messages, at: now).bundle
            guard bundle.organization == organization else { throw TrustError.otherOrganization }
            changes = BundleChange.all(from: before, to: bundle)
        } catch {
            throw .trust(error)
        }
        self.octets = octets
        guard !changes.isEmpty else { throw .known(version: bundle.version) }
        guard now < bundle.expiresAt else { throw .ended(bundle.expiresAt) }
    }

    /// Sees that a bundle may be handed out after another one, as devices that hold that one judge it.
    ///
    /// - Parameter held: the bundle that was handed out last, alone; nil for none, and then the first
    ///   one is signed by its own root keys.
    public static func check(
        _ octets: [UInt8], after held: [UInt8]?, now: Timestamp
    ) throws(BundleRefusal) {
        guard octets != held else { return }
        let bundle: TrustBundle
        do throws(TrustError) {
            let messages = try messages(octets)
            var memory = try memory(held ?? octets, now)
            bundle = try memory.accept(messages, at: now).bundle
        } catch {
            throw .trust(error)
        }
        guard now < bundle.expiresAt else { throw .ended(bundle.expiresAt) }
    }

    private static func messages(_ octets: [UInt8]) throws(TrustError) -> [SignedMessage] {
        do throws(COSEError) {
            return try SignedMessage.sequence(octets, maxPayload: TrustBundle.maxPayload)
        } catch {
            throw .message(error)
        }
    }

    /// What a device remembers that holds this bundle, and nothing before.
    private static func memory(
        _ octets: [UInt8], _ now: Timestamp
    ) throws(TrustError) -> TrustMemory {
        let messages = try messages(octets)
        guard let payload = messages.first?.unverifiedPayload else { throw .empty }
        guard let bundle = TrustBundle(payload: payload),
            let root = TrustRoot(bundle.roots, threshold: bundle.threshold)
        else { throw .bundle }
        var memory = TrustMemory(pinning: root)
        try memory.accept(messages, at: now)
        return memory
    }
}
