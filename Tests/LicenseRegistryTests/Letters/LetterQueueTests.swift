// swift-format-ignore-file: NeverForceUnwrap

import LicenseIssuer
import LicenseStore
import LicenseVerifier
import Testing

@Suite struct `Letters that wait` {
    private static func later(_ seconds: Int64) -> Timestamp { Registry.now + .seconds(seconds) }

    @Test(arguments: Driver.available)
    func `are taken by one, and again where nobody knows their end`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let book = SaleBook(registry: registry, writesLetters: true)
            let license = try book.take(book.notice(.granted, at: 0)).minted[0]
            let store = registry.store
            let letter = try #require(try store.takeDueLetter(now: Registry.now))
            #expect(letter.license == license && letter.attempts == 1)
            #expect(try store.takeDueLetter(now: Self.later(599)) == nil)
            let again = try #require(try store.takeDueLetter(now: Self.later(600)))
            #expect(again.id == letter.id && again.attempts == 2)
            // The attempt that was given up has nothing to say any more.
            try store.finishLetter(letter, now: Self.later(601))
            #expect(try store.letter(letter.id)?.state == .sending)
            try store.postponeLetter(
                again, until: Self.later(700), fault: "exit-75", now: Self.later(602))
            #expect(try store.takeDueLetter(now: Self.later(699)) == nil)
            let third = try #require(try store.takeDueLetter(now: Self.later(700)))
            try store.finishLetter(third, now: Self.later(701))
            #expect(try store.letters(about: license).map(\.state) == [.sent])
            #expect(try store.takeDueLetter(now: Self.later(9999)) == nil)
        }
    }

    @Test(arguments: Driver.available)
    func `need an address`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let license = try registry.sell().license
            #expect(throws: StoreError.missing(kind: .letter)) {
                try registry.store.queueLetter(for: license, now: Registry.now)
            }
        }
    }
}

@Suite struct `Licenses that were sold elsewhere` {
    @Test(arguments: Driver.available)
    func `are brought once, with their seats`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            var license = ForeignLicense(
                .dodo, id: "lic_1", key: "OLD-1", benefit: registry.benefit.id,
                buyer: SaleBook.buyer)
            license.seats = [ForeignSeat(id: "lki_1", label: "Mac")]
            license.state = .revoked
            license.expiresAt = Registry.now - .seconds(5)
            func bring() throws -> ForeignOutcome {
                try registry.store.bring(
                    license, issuer: registry.issuer, now: Registry.now)
            }
            #expect(try bring() == .imported(seats: 1))
            #expect(try bring() == .known(newSeats: 0))
            let found = try #require(
                try registry.store.onlineLicense(
                    named: KeyReference(text: "OLD-1"), of: registry.organization,
                    now: Registry.now))
            #expect(found.record.state == .revoked && found.end == license.expiresAt)
            #expect(found.seatsTaken == 1)
            let other = try registry.store.bring(
                ForeignSeat(id: "lki_2", label: ""), ofLicense: "lic_1", of: .dodo,
                issuer: registry.issuer, now: Registry.now)
            #expect(other == .known(newSeats: 1))
        }
    }
}
