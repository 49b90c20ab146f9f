import CBOR
import LicenseVerifier

/// The record of a status list's signing.
///
/// Whoever has the list can ask for its record: a log whose end was cut off does not have it. The words
/// of a record are in its hash, so they are compared as they stand.
struct ListRecord {
    let subject: String
    private let number: String
    private let root: String

    init(_ claims: StatusListClaims) {
        subject = "\(claims.organization)/\(claims.shard)"
        number = "number \(claims.sequence), "
        root = ", root \(Hexadecimal.encode(claims.root))"
    }

    func detail(exceptions: Int) -> String { "\(number)\(exceptions) exceptions\(root)" }

    /// Whether a detail names the list; those of older programs do not name its root.
    func isNamed(by detail: String) -> Bool {
        detail.hasPrefix(number) && (detail.hasSuffix(root) || !detail.contains(", root "))
    }
}
