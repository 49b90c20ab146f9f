import COSE
import LicenseIssuer
import LicenseVerifier
import Terminal

/// A draft or a signed bundle on disk.
struct TrustFile {
    let path: String

    func read() throws -> TrustCeremony {
        try TrustCeremony(InputFile(path: path).bytes(limit: 32 * TrustBundle.maxPayload))
    }

    func write(_ ceremony: TrustCeremony) throws {
        let file = try OutputFile(path)
        try file.write(ceremony.bytes)
        try file.complete()
    }

    /// Changes the draft; of a signed bundle it makes the draft of the next version.
    func edit(_ change: (inout TrustBundle) throws -> Void) throws -> TrustCeremony {
        let ceremony = try read()
        var bundle = ceremony.bundle
        if !ceremony.messages.isEmpty {
            bundle.version += 1
            Console.remark("drafting version \(bundle.version); it must be signed anew")
        }
        try change(&bundle)
        let draft = try TrustCeremony(draft: bundle)
        try write(draft)
        return draft
    }
}

extension TrustBundle {
    /// Where a key that is named by its id or its public half stands.
    func position(of given: String) throws -> Int {
        if let index = keys.firstIndex(where: { "\($0.key.keyID)" == given }) { return index }
        let key = try TrustOptions.publicKey(given)
        guard let index = keys.firstIndex(where: { $0.key == key }) else {
            throw CommandFailure(
                .noInput, "the key \(key.keyID) is not in the bundle",
                nextStep: "see the keys with `latchkey trust show`")
        }
        return index
    }
}
