package import COSE
package import LicenseVerifier

/// A key that is replaced in one directory, step by step: a service's own, the one that it mints with,
/// or one with which an issuer's commands sign.
package protocol KeyReplacement {
    /// Looks, and changes nothing.
    ///
    /// - Parameter isKnown: whether devices know the next key by other means than a bundle.
    func plan(isKnown: Bool, now: Timestamp) throws -> RotationPlan

    /// Takes every step that can be taken here and now, and says which; `plan` then says what is
    /// waited for.
    ///
    /// One call makes a key or retires one, never both, so that a rotation that is done does not
    /// begin the next.
    func advance(isKnown: Bool, now: Timestamp) throws -> [RotationStep]
}

/// What was found of a key that is being replaced, and what comes next.
package struct RotationPlan: Equatable, Sendable {
    /// The key that signs.
    package let present: KeyID
    /// The key that will.
    package let next: KeyID?
    /// The key that did.
    package let former: KeyID?
    /// What comes next.
    package let step: RotationStep

    init(_ state: RotationState, isKnown: Bool, at now: Timestamp) {
        present = state.present.keyID
        next = state.next?.keyID
        former = state.former?.keyID
        step = state.step(isKnown: isKnown, at: now)
    }
}
