import HTTPTypes
import Hummingbird
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Limits of callers without a token` {
    private static let organization = OrganizationID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!
    private static let a = ClientNetwork(peer: "192.0.2.1")
    private static let b = ClientNetwork(peer: "192.0.2.2")
    private static let signed = KeyReference.token(
        LicenseID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4f")!,
        digest: [UInt8](repeating: 1, count: 32))

    private static func limits(_ change: (inout RequestLimits) -> Void) -> KeyLimits {
        var limits = RequestLimits()
        change(&limits)
        return KeyLimits(limits)
    }

    /// Asks about a key, and finds it or not.
    private static func ask(
        _ limits: KeyLimits, _ key: KeyReference, of organization: OrganizationID? = organization,
        from network: ClientNetwork, finds isKnown: Bool, at now: ContinuousClock.Instant
    ) throws {
        let guess = try limits.admit(key: key, of: organization, from: network, at: now)
        limits.settle(guess, isKnown: isKnown, at: now)
    }

    @Test func `hold for one address, and not for another`() throws {
        let limits = Self.limits {
            $0.keyCallsPerSecond = 1
            $0.keyCallsBurst = 2
        }
        let now = ContinuousClock.now
        for _ in 0..<2 { try limits.admit(Self.a, at: now) }
        #expect(throws: Problem.self) { try limits.admit(Self.a, at: now) }
        try limits.admit(Self.b, at: now)
        try limits.admit(Self.a, at: now + .seconds(1))
    }

    @Test func `hold for one key, no matter who asks`() throws {
        let limits = Self.limits {
            $0.sameKeyPerSecond = 1
            $0.sameKeyBurst = 1
        }
        let now = ContinuousClock.now
        _ = try limits.admit(
            key: KeyReference(text: "a"), of: Self.organization, from: Self.b, at: now)
        #expect(throws: Problem.self) {
            _ = try limits.admit(
                key: KeyReference(text: "a"), of: Self.organization, from: Self.b, at: now)
        }
        _ = try limits.admit(
            key: KeyReference(text: "b"), of: Self.organization, from: Self.b, at: now)
    }

    @Test func `hold for who tries unknown keys, until some time has passed`() throws {
        let limits = Self.limits {
            $0.missesPerSecond = 1
            $0.missesBurst = 2
        }
        let now = ContinuousClock.now
        for _ in 0..<2 {
            try Self.ask(limits, KeyReference(text: "x"), from: Self.a, finds: false, at: now)
        }
        #expect(throws: Problem.self) {
            _ = try limits.admit(
                key: KeyReference(text: "y"), of: Self.organization, from: Self.a, at: now)
        }
        // Who has a signed key does not suffer from who guesses beside it.
        _ = try limits.admit(key: Self.signed, of: Self.organization, from: Self.a, at: now)
        _ = try limits.admit(
            key: KeyReference(text: "y"), of: Self.organization, from: Self.b, at: now)
        _ = try limits.admit(
            key: KeyReference(text: "y"), of: Self.organization, from: Self.a, at: now + .seconds(1)
        )
    }

    @Test func `hold for short keys of an organization, and never for signed ones`() throws {
        let limits = Self.limits {
            $0.guessesPerSecond = 1
            $0.guessesBurst = 1
        }
        let now = ContinuousClock.now
        try Self.ask(
            limits, Self.signed, of: Self.organization, from: Self.a, finds: false, at: now)
        let guess = try limits.admit(
            key: KeyReference(text: "x"), of: Self.organization, from: Self.b, at: now)
        limits.settle(guess, isKnown: nil, at: now)
        try Self.ask(
            limits, KeyReference(text: "x"), of: Self.organization, from: Self.a, finds: false,
            at: now)
        #expect(throws: Problem.self) {
            _ = try limits.admit(
                key: KeyReference(text: "y"), of: Self.organization, from: Self.b, at: now)
        }
        _ = try limits.admit(key: Self.signed, of: Self.organization, from: Self.b, at: now)
    }

    @Test(arguments: [organization, nil])
    func `are one budget, whether an organization is named or not`(
        _ named: OrganizationID?
    ) throws {
        let limits = Self.limits {
            $0.guessesPerSecond = 1
            $0.guessesBurst = 1
        }
        let now = ContinuousClock.now
        try Self.ask(
            limits, KeyReference(text: "x"), of: named, from: Self.a, finds: false, at: now)
        for other in [Self.organization, nil] {
            #expect(throws: Problem.self) {
                _ = try limits.admit(
                    key: KeyReference(text: "y"), of: other, from: Self.b, at: now)
            }
        }
    }

    @Test func `shut out no key and no network that was good lately, no matter who guesses`() throws
    {
        let limits = Self.limits {
            $0.guessesPerSecond = 1
            $0.guessesBurst = 1
        }
        let now = ContinuousClock.now
        let organization = Self.organization
        try Self.ask(
            limits, KeyReference(text: "good"), of: organization, from: Self.b, finds: true, at: now
        )
        try Self.ask(
            limits, KeyReference(text: "x"), of: organization, from: Self.a, finds: false, at: now)
        let other = ClientNetwork(peer: "192.0.2.3")
        _ = try limits.admit(
            key: KeyReference(text: "good"), of: organization, from: other, at: now)
        _ = try limits.admit(
            key: KeyReference(text: "new"), of: organization, from: Self.b, at: now)
        #expect(throws: Problem.self) {
            _ = try limits.admit(
                key: KeyReference(text: "new"), of: organization, from: other, at: now)
        }
    }

    @Test func `shut out no key that was good from the same network as the guesses`() throws {
        let limits = Self.limits {
            $0.missesPerSecond = 1
            $0.missesBurst = 1
        }
        let now = ContinuousClock.now
        try Self.ask(
            limits, KeyReference(text: "good"), of: Self.organization, from: Self.a, finds: true,
            at: now)
        try Self.ask(
            limits, KeyReference(text: "theirs"), of: Self.organization, from: Self.b, finds: true,
            at: now)
        try Self.ask(
            limits, KeyReference(text: "x"), of: Self.organization, from: Self.a, finds: false,
            at: now)
        _ = try limits.admit(
            key: KeyReference(text: "good"), of: Self.organization, from: Self.a, at: now)
        // A guess that hits the key of somebody elsewhere says nothing.
        #expect(throws: Problem.self) {
            _ = try limits.admit(
                key: KeyReference(text: "theirs"), of: Self.organization, from: Self.a, at: now)
        }
    }

    @Test func `count guesses that are under way, and give back those that were none`() throws {
        let limits = Self.limits {
            $0.missesPerSecond = 1
            $0.missesBurst = 2
            $0.guessesPerSecond = 1
            $0.guessesBurst = 2
        }
        let now = ContinuousClock.now
        var underWay: [KeyLimits.Guess] = []
        for key in ["x", "y"] {
            underWay.append(
                try limits.admit(
                    key: KeyReference(text: key), of: Self.organization, from: Self.a, at: now))
        }
        for network in [Self.a, Self.b] {
            #expect(throws: Problem.self) {
                try Self.ask(
                    limits, KeyReference(text: "z"), from: network, finds: false, at: now)
            }
        }
        // One was good, and of the other nobody could tell.
        limits.settle(underWay[0], isKnown: true, at: now)
        limits.settle(underWay[1], isKnown: nil, at: now)
        try Self.ask(limits, KeyReference(text: "z"), from: Self.a, finds: false, at: now)
        try Self.ask(limits, KeyReference(text: "z"), from: Self.a, finds: false, at: now)
        #expect(throws: Problem.self) {
            try Self.ask(limits, KeyReference(text: "z"), from: Self.a, finds: false, at: now)
        }
    }

    @Test func `are told of in whole seconds and without words`() {
        var problem = Problem(.tooManyRequests, "too-many-requests", "")
        problem.retryAfter = 7
        for refusal in [PolarRefusal.tooMany(after: 7), PolarRefusal(problem)] {
            let response = refusal.response()
            #expect(response.status == .tooManyRequests)
            #expect(response.headers[.retryAfter] == "7")
            #expect(response.body.contentLength == 0)
        }
    }
}
