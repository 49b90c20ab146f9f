import Foundation
import LicenseTestSupport
import Testing

@testable import LicenseStore

@Suite struct `The registry's tables` {
    @Test(arguments: Driver.available)
    func `are refused when a newer program has changed them`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            try registry.database.open().run(
                """
                INSERT INTO migration (number, name, digest, applied_at)
                VALUES (99, '0099_future', $1, 0)
                """, [.blob([0])])
            #expect(throws: StoreError.newerSchema(found: 99, known: 3)) {
                try registry.reopened()
            }
        }
    }

    @Test(arguments: Driver.available)
    func `are refused when they came from other text`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            try registry.database.open().run("UPDATE migration SET digest = $1", [.blob([0])])
            #expect(throws: StoreError.otherMigration(number: 1)) {
                try registry.reopened()
            }
        }
    }

    @Test func `have a text that never changes once it is released`() {
        // A change of a released step would leave two programs with one number and two meanings.
        #expect(
            Migrator.migrations.map { hexadecimal($0.digest(.sqlite)) } == [
                "02dcb2331f33aa9fccca18619f4b7585c94ad24e4ef2d02d2a2ba8f33a8c4171",
                "b6a94971d8d3a121811f39b9b107f56bbd5f41d4221cc5eae31621cb983552d2",
                "5dad07830ef1366a2855e0b0824cadb25b8a36cd4ab4b941bd2fd9eddaf5946f",
            ])
        #expect(
            Migrator.migrations.map { hexadecimal($0.digest(.postgreSQL)) } == [
                "9fe13d33fe6c8958924429879b9fc520bfbabf1eaa49de7e991c8a4af18b9004",
                "a67e0586550b5535440903778bf4698b3a65e87a8adcb4908aa55a41de045e85",
                "23d4f1aee8efb18fa31b5656c117b25f80526bbde333e3e4be92159f2bd1c65b",
            ])
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String(format: "%02x", $0) }.joined()
    }
}
