import Foundation
import LicensePostgres
import LicenseTestSupport
import RegistryTestSupport
import Testing

@testable import LicenseRegistry
@testable import SQLDatabase

@Suite struct `The sample's tables` {
    @Test(arguments: Driver.available, [Int64(99), 33])
    func `are refused when a newer program has changed them, also by a number in a gap`(
        _ driver: Driver, number: Int64
    ) throws {
        try SampleRegistry.with(driver) { sample in
            try #require(RegistrySchema.migrator.migrations.allSatisfy { $0.number != number })
            try sample.database.open().run(
                """
                INSERT INTO migration (number, name, digest, applied_at)
                VALUES ($1, 'future', $2, 0)
                """, [.integer(number), .blob([0])])
            #expect(
                throws: RegistryError.database(
                    .newerSchema(found: number, known: RegistrySchema.migrator.newest))
            ) {
                try sample.reopened()
            }
        }
    }

    @Test(arguments: Driver.available)
    func `are refused when they came from other text`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            try sample.database.open().run("UPDATE migration SET digest = $1", [.blob([0])])
            #expect(throws: RegistryError.database(.otherMigration(number: 1))) {
                try sample.reopened()
            }
        }
    }

    @Test(arguments: Driver.available)
    func `get the sums of what devices had used before there were sums`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            try sample.fill()
            let database = try sample.database.open()
            try database.run("UPDATE license SET device_uses = 0, device_ceiling = 0")
            try database.run("DELETE FROM license_usage")
            #expect(throws: RegistryError.database(.column("device_uses"))) {
                try sample.registry.maintenance.check()
            }
            for statement in Migration.deviceTotals.statements(database.dialect)
            where ["UPDATE", "INSERT"].contains(where: { statement.hasPrefix($0) }) {
                try database.run(statement)
            }
            try sample.registry.maintenance.check()
        }
    }

    @Test func `have a text that never changes once it is released`() {
        // A change of a released step would leave two programs with one number and two meanings.
        #expect(
            RegistrySchema.migrator.migrations.map { hexadecimal($0.digest(.sqlite)) } == [
                "02dcb2331f33aa9fccca18619f4b7585c94ad24e4ef2d02d2a2ba8f33a8c4171",
                "b6a94971d8d3a121811f39b9b107f56bbd5f41d4221cc5eae31621cb983552d2",
                "5dad07830ef1366a2855e0b0824cadb25b8a36cd4ab4b941bd2fd9eddaf5946f",
                "dfff24c98d0c4e7f069c5d6e6732cc89831101a4959a9bf3983bd1b9b68798bd",
                "8d6e6e064e8f999c8a1d26dc6ba41a39a969fd3c1b39bdf65d5c37a2e2cf0fc8",
                "ff92f23b37f664690a11e7b3a6de73b7e85dd6fb415713ba16b6b4303bfbe3c1",
                "726b73b65196e63e74241b7ce60d494c89ccd6e88ad2a992d4e95d10b626c434",
                "98dc88a6d81ea89a3fb02c802a9c36f8f70eb24e20ed8c7e8a2aabdd073a75db",
                "fbb4e50f483cdeeb9bbddda14468ea119309b79ecf59b877828909c8dbd3f865",
                "d6eb549cb39687707fad51de6eb8bd08615e28495f3d37b680c77a5581a3f5d5",
                "49712b03d29481bd9cc1cdd74d6e2b1a89560f946cd77029e0a39cbbb9595c11",
                "c20933cf8baff47c4ccddce8554387e5739b40eee43d9fd3ddac2a03b65bc9ac",
                "776da46467ff719cb0d727d2bb3b3e90ef19eaad731bc713b6d516906a2f9e14",
                "3e0c3de4c922faa312168e27f215a5aaf4394daf0705ef2c9b76ba90f8af5060",
                "caa5c7cfad752e0ed7eab8ae9a3a1fb807d838229a255aa9651ac6fa5aed8ec8",
                "757f2cc8f764d4ccea373e246269cea7166e09f8139f6f3335c3eca3741b7aa5",
                "69b83a7f63a1a7285928be83ca6a9092915a023679b34a4af1d28fa0da7cec10",
                "4f8de91e773f1b8e502f271eaf6e8936fc5e616815da4601a2a981170cd46a59",
                "7c26781a6506672f1fec1f1ebf11d90de35f3aafcf91dee0f242c75d8e6ae370",
                "9cfefe676b0802cf68aa1625e1c207ff9e069d0b128caa86e9397b5a57c6c187",
                "709ec2d8435049ea7b1e7acaae123b7c3dcb8fa3d05e18b451b8c8499ce1dbe3",
                "b55b0c53802dcb98bc391c304ad320f754885142fcd9f06992a4f251ab6a598b",
                "6d6d9307a5daa61abc9f09ca530304c2630da0e4340fceadd5f298b40cc17f84",
                "8fcc69784a5499e5ca894cbd0a88a240876d59ca4420b96b1939201b5ba1a186",
                "d52b8c3bfd4caa1fc19ec3a024a9ed7160373a62a6e7e51a2aa4733453f7bbd1",
                "fb04cbac539c4b61a06e5024761552d93862bcc0b2177db1a0301457ba2cfcfa",
                "8b39c8d9595c6125f75297f3ab095d5e50ee6fe135db87162b5c328a57beb782",
                "612df57f9432b10e4303eb0e512f4587bc705269810a8f45b7b77a02e1433458",
                "f2c70af31459bb86ea5e013a4d2fd666e16e8431cc50ab49f405235a15db924e",
                "41dc02ff9dfe7f9814b492f5e4a812b9220f6ddf843c2b9aa06a2c02d4072699",
                "4cf94fa5b41850bccefc048beae3110d1b627d3409e303e91ddec236ac973845",
                "c961ab6bc124559e7b49b9fe7a9e173cead9dfa91f050efb7f3ed3a13e0122fd",
                "4a5e0eed053c0f46d37f84d835d90fe9bed2098b4cc0733e8627e0b9228405d7",
                "96de79d3103a10f00fc834b720464513011e54411a539ed8e71bd4da4678a359",
                "ad6f3c3701bfb29c076ab023b7c787d0e1e060e3b0da289312355aec657be6c8",
                "8fa086151b32c9c131c4460af307cbb78fb30008b459d75ca421d43d3d626b8b",
                "62844c71f3e8702526a6a9ca221816291aad2881de94c749e2943a6d1d80bb34",
                "9fe9d7713db617be6d25e4d726d38e6ffda89f00c5f4682c5f8d1de4ee810d28",
                "afbd1d70e846c8c27d2a3c61cac66dc604021989604f135cce55c19dcaac6c9a",
                "44790d43723b650882c42021a12a88fb79667345d8e16f81c5ee6bb6e89ee017",
                "3250dd502545fb90d6d6c57ca665b6d8394615fadec438ea740df913849c8f88",
                "da683b5bdb6b301089448b3a455e4b02777ebb0fa3331575e3d520228ec7ee93",
                "a737deb75acc8844c001847260c9ee6773b4a2359e06996e483f7ef87eab707a",
                "8d91bbd79c236befcf96ec8d4cc2de3368eea0dadffdbd4dbdd0c3033773b795",
                "d493dff46e1e757dd230a9aa2d75678de2da8495acfb467ac7efa034bbf08fce",
            ])
        #expect(
            RegistrySchema.migrator.migrations.map { hexadecimal($0.digest(.postgreSQL)) } == [
                "9fe13d33fe6c8958924429879b9fc520bfbabf1eaa49de7e991c8a4af18b9004",
                "a67e0586550b5535440903778bf4698b3a65e87a8adcb4908aa55a41de045e85",
                "23d4f1aee8efb18fa31b5656c117b25f80526bbde333e3e4be92159f2bd1c65b",
                "e1aa82d90fac317c6d106a10834f7f2d746f7a0bc163b7e2c957a80bfaaa93bb",
                "37fb7fa55e9b1fcc384a5aa75cbc147b0be4e456a153d147ffc3876c0e7d2cbb",
                "180105ac2e4d4d8545c2c18b6c1164178cc3819428a642bc4a876b9c061dd46a",
                "982f017309f72710a8e190cc09f6cb047d026722f06f46fd9b65b7b8e740ffa7",
                "9462429e9deaf7234a2b77aec66e22a76653956f38c88293f00e8ff6557eb9a2",
                "b2ad65d99ea1d4bc9ec0bfe7a33d7cfc548f76458e386973a2b59af4f7b103f7",
                "8f2d16f76ad2da81386736021abfb9995aaa9bc75169679a63338063aed790e3",
                "15eb6c18d56228eae24bd7a6628785021a2554b33fd9b7d492dd680af3bdc5bc",
                "9a0e88a23fbe792934634a98605ce933797a9ae9338cc968d673cfea11bd2ef7",
                "62e755cfdbd94fe43e425078a6e84135260be9fe046acf347392975460ea33c0",
                "2a16ea52d4250229a6432e46e4d8a2aa821fd4e03b11f54cfc5337d354152498",
                "bf7e778ecb493e9b957ce6f1ffe5d1ec240cb1c7252d60bf664c8b1f1be0afb9",
                "8d5ae77b07d3f9e87811616067722f63c35bbc3a5f99cf2b28c1b8d963541aeb",
                "d1c22d91007d81f03246bb004b3ecdb578f551e14d6fa041dfa98e5f6a50ad4d",
                "6d8e7673faa1a89cecebe869bcf36d48650398068ccf3b3e8feab21aae56b80f",
                "3e82455f29a4d0e4c5f63be798873e5dc3b794ad83d245ed9686cf47e863e715",
                "9cfefe676b0802cf68aa1625e1c207ff9e069d0b128caa86e9397b5a57c6c187",
                "a84eeaaf9807e04f7f9523d95799e414b96680eef00d77397ad2e2a37bbf417f",
                "4c02879d9925516d57de28dde6d119e2f0a573ca81ee12888adb42f808e3ac95",
                "f5e06aa4a6de507dedea92a686e1bc9937c2446b1702b51e232baaa39dd9e77e",
                "f16af8bad71a1cbb0c5dcd8cbe347e731c09e6ea9b877a6ba684893e0099664e",
                "7e9a9a4bbc81f5d37c66676e80d7f4850e4525c3ad0d379b969e7bf77e8ec760",
                "ed7fcc81af07a879b10fdffa50581dfb7f42f84d4e410638102abab5e6c05237",
                "433a614b893926a1aa098e6bd64a7c3ad8de6ce5ef1cee42c612c2e4e235b7de",
                "44b6f8d0c825953713c1ff778f5dabc3e2024e0ad6c9226ca87a6f0a15ed48c2",
                "a037adf1ac5617c7350ac2a0487a6308b490ba40c434df6b59872cbc77fdf245",
                "36935ea054dd7bb44bfa00293a1a727c7c893362f1d9f09c14fd33d0263ed9bc",
                "41e1cc769a86d5b5f3e603a6fbd54b72baf174dbe8e9ae6b76eeb9193ca0dab9",
                "e1854b6fe12b0a1ba2f3984f42a36f30f3dae378196eca719e5b5a3cb2fe2035",
                "91dda504d2dc1eb3e019bc124619bb85fc88dcc502209b3228d4178fb92cb26d",
                "b6e3bfcaa8da2d03a816b56d1c3e3f5e3cb7c5cecaf16b9ab72c61969c87b68e",
                "ad6f3c3701bfb29c076ab023b7c787d0e1e060e3b0da289312355aec657be6c8",
                "0fee34a7b4ba4c55c25eb0da92c44b915858a94add8707d6c0c9f177dbb9baae",
                "62844c71f3e8702526a6a9ca221816291aad2881de94c749e2943a6d1d80bb34",
                "1e0fcf665a0b6da92cb389fd13ca97de9401575c07e9b55a43808f6e26eade1c",
                "b7270283d4adb33298d9ab8acd6ce3cb0e80201a86a3cb28a17dd047b92aec98",
                "c7e674b5aa9848055f045734f1bf01829c9623b7744a4a529052cc90ecaf58d1",
                "e18bd14be9c607b72d334cad801ed5c9121cbf229c09775c4eb1f8321db20ef4",
                "0d500f049cea6988933b80606d171343463443e45e3989031c0b4e3456bdbbbb",
                "8cc5faa56fac01d2e7a5b550a61b757cd202232bb5f39a7b4c9bf93347c818f6",
                "8d91bbd79c236befcf96ec8d4cc2de3368eea0dadffdbd4dbdd0c3033773b795",
                "432ef6882f31dbb17af36647fb7bbe1ea151f3685dbe4348742fccecffb3d4a7",
            ])
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String(format: "%02x", $0) }.joined()
    }
}

@Suite struct `The tables of both databases` {
    @Test(.enabled(if: Driver.server != nil, "LATCHKEY_POSTGRES is not set"))
    func `are the same after migration`() throws {
        try SampleRegistry.with(.sqlite) { file in
            try SampleRegistry.with(.postgreSQL) { server in
                let tables = try [(file, SQLDialect.sqlite), (server, .postgreSQL)].map {
                    sample, dialect in
                    try sample.database.open().read { (reader) throws(SQLError) in
                        try TableDescription.all(reader, dialect)
                    }
                }
                #expect(tables[0] == tables[1])
                #expect(tables[0].count >= 15)
            }
        }
    }

    private static let uniqueKeys: [(driver: Driver, statement: String)] = [
        (
            .sqlite,
            """
            SELECT m.name AS place, coalesce((SELECT group_concat(name, ' ') FROM
                (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)), '()') AS columns,
                i."unique" AS is_unique, i.partial AS is_partial
            FROM sqlite_schema AS m, pragma_index_list(m.name) AS i
            WHERE m.type = 'table' ORDER BY 1, 2
            """
        ),
        (
            .postgreSQL,
            """
            SELECT relname::text AS place, coalesce(
                (SELECT string_agg(attname::text, ' ' ORDER BY place)
                FROM unnest(indkey) WITH ORDINALITY AS k (number, place)
                JOIN pg_attribute ON attrelid = indrelid AND attnum = number), '()') AS columns,
                indisunique AS is_unique, indpred IS NOT NULL AS is_partial
            FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
            WHERE relnamespace = current_schema()::regnamespace ORDER BY 1, 2
            """
        ),
    ]

    /// What must be unique, and by what rows are found.
    ///
    /// SQLite finds rows by a key that is one integer without an index.
    @Test(.enabled(if: Driver.server != nil, "LATCHKEY_POSTGRES is not set"))
    func `have the same indexes`() throws {
        let indexes = try Self.uniqueKeys.map { query in
            try SampleRegistry.with(query.driver) { sample in
                try sample.database.open().read { (reader) throws(SQLError) in
                    try reader.rows(query.statement) { (row) throws(SQLError) in
                        """
                        \(try row.text("place")): \(try row.text("columns")) \
                        \(try row.integer("is_unique")) \(try row.integer("is_partial"))
                        """
                    }
                }
            }
        }
        let tables = try SampleRegistry.with(.sqlite) { sample in
            try sample.database.open().read { (reader) throws(SQLError) in
                try TableDescription.all(reader, .sqlite)
            }
        }
        let integerKeys = tables.flatMap { table in
            table.columns.filter { table.primaryKey == [$0.name] && $0.kind == .integer }
                .map { "\(table.name): \($0.name) 1 0" }
        }
        #expect(Set(indexes[0]).union(integerKeys) == Set(indexes[1]))
    }
}
