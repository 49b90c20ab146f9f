package import COSE

extension VerificationKey {
    /// Two keys, points of the curve both, that have one key id (5e4b47394b3a9986).
    ///
    /// An id has 64 bits, so such a pair is found by 2^32 tries, which takes a few minutes; these differ
    /// in their first eight bytes. Nobody knows the private halves.
    package static let ofOneID = [
        "2be5517f0abe759774776f206b657973206f66206f6e65206b65792069642c2a",
        "9dc3ab62cb6eb05474776f206b657973206f66206f6e65206b65792069642c2a",
    ].map { try! VerificationKey(parsing: $0) }
}
