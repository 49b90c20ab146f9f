import COSE
import COSESigning
import LicenseIssuer
import LicenseVerifier
import Testing

@testable import LicenseService
@testable import RegistryCommandSupport

@Suite struct `What comes next for a key that is replaced` {
    private let now = TestService.now
    private let old: VerificationKey
    private let new: VerificationKey
    private let other: VerificationKey
    private let root: VerificationKey

    init() throws {
        old = try TestService.key(31).verificationKey
        new = try TestService.key(32).verificationKey
        other = try TestService.key(33).verificationKey
        root = try TestService.key(30).verificationKey
    }

    private func bundle(
        _ keys: (VerificationKey, KeyRole, from: Int64, until: Int64)...
    ) -> TrustBundle {
        var bundle = TrustBundle(
            organization: .random(), roots: [root], threshold: 1, issuedAt: now,
            expiresAt: now + .seconds(1_000_000))
        bundle.keys = keys.map { key, role, from, until in
            BundleKey(
                key, role: role, notBefore: now + .seconds(from), notAfter: now + .seconds(until))
        }
        return bundle
    }

    private func step(
        next: VerificationKey? = nil, former: VerificationKey? = nil,
        present: VerificationKey? = nil,
        newest: VerificationKey?? = .none, _ bundle: TrustBundle? = nil, isKnown: Bool = false
    ) -> RotationStep {
        RotationState(
            role: .activate, present: present ?? old, next: next, former: former,
            newest: newest ?? old,
            bundle: bundle
        ).step(isKnown: isKnown, at: now)
    }

    @Test func `is to make one where nothing is under way`() {
        #expect(step() == .make)
        #expect(step(newest: .some(nil)) == .make)
    }

    @Test func `is to wait for a bundle that lets the next key sign now, and nothing less`() {
        for bundle in [
            nil, bundle((old, .activate, -9, 9)),
            bundle((new, .status, -9, 9)), bundle((new, .activate, 1, 9)),
            bundle((new, .activate, -9, 0)),
        ] {
            #expect(step(next: new, newest: new, bundle) == .vouch(new))
        }
        var stolen = bundle((new, .activate, -9, 9))
        stolen.keys[0].compromisedAt = now
        #expect(step(next: new, newest: new, stolen) == .vouch(new))
        let good = bundle((old, .activate, -9, 9), (new, .activate, 0, 9))
        #expect(step(next: new, newest: new, good) == .exchange)
        #expect(step(next: new, newest: new, isKnown: true) == .exchange)
    }

    @Test func `is to bring the key that another node made, never to make a third`() {
        let id = other.keyID
        let good = bundle((new, .activate, -9, 9), (other, .activate, -9, 9))
        #expect(step(newest: other) == .bring(id))
        #expect(step(newest: other, good, isKnown: true) == .bring(id))
        // Two nodes began at once: the later key counts, and the other one signs nothing.
        #expect(step(next: new, newest: other, good) == .bring(id))
    }

    @Test func `keeps the former key until the bundle has ended its time`() {
        func after(_ bundle: TrustBundle?) -> RotationStep {
            step(former: old, present: new, newest: new, bundle)
        }
        #expect(after(bundle((old, .activate, -9, 1))) == .retire(old))
        #expect(after(bundle((old, .activate, -9, 0))) == .discard)
        #expect(after(bundle((new, .activate, -9, 9))) == .discard)
        #expect(after(nil) == .discard)
    }

    @Test func `waits until the bundles of all organizations name the next key`() {
        var state = RotationState(
            role: .activate, present: old, next: new, newest: new,
            bundle: bundle((new, .activate, -9, 9)), others: [bundle((old, .activate, -9, 9))])
        #expect(state.step(isKnown: false, at: now) == .vouch(new))
        state.others = [bundle((new, .activate, -9, 9))]
        #expect(state.step(isKnown: false, at: now) == .exchange)
    }

    @Test(arguments: [true, false])
    func `waits for the nodes that sign with the former key, whatever devices know`(
        isKnown: Bool
    ) {
        for bundle in [nil, bundle((old, .activate, -9, 0)), bundle((old, .activate, -9, 1))] {
            let state = RotationState(
                role: .activate, present: new, next: nil, former: old, newest: new,
                bundle: bundle, formerSigners: ["a", "b"])
            #expect(state.step(isKnown: isKnown, at: now) == .restart(["a", "b"]))
        }
    }
}
