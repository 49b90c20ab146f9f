import LicenseVerifier

enum ListAcceptance {
    /// What lists are in the place of another (Status-List, acceptance).
    static func all() throws -> [StatusCase] {
        try acceptedLists() + refusedLists()
    }

    /// The list that a device holds in these vectors: number 7, in which position 5 is revoked.
    private static var held: RawStatusList {
        var list = RawStatusList(); list.statuses = [5: 1]; return list
    }

    private static func acceptedLists() throws -> [StatusCase] {
        try [
            ValidLists.valid("newer", "a newer list takes the place of the one that is held") {
                $0.sequence = 8
                $0.statuses = [6: 2]
            },
            ValidLists.valid("much-newer", "lists may be missed") { $0.sequence = 1_000_000 },
            ValidLists.valid("same-again", "the list that is held") { $0.statuses = [5: 1] },
            ValidLists.valid(
                "same-statuses", "the same number and statuses, signed at another time"
            ) {
                $0.statuses = [5: 1]
                $0.issuedAt = $0.issuedAt + .seconds(60)
            },
            ValidLists.valid("same-state-newer", "a newer list that says the same") {
                $0.sequence = 8
                $0.statuses = [5: 1]
            },
        ].map { $0.with { $0.held = held } } + [
            ValidLists.valid("a-day-ahead", "signed a day ahead of the clock, no more") {
                $0.issuedAt = Sample.now + .seconds(86_400)
            }
        ]
    }

    private static func refusedLists() throws -> [StatusCase] {
        try [
            UnacceptableLists.unacceptable(
                "other-organization", "the list of another organization",
                "status-list.other-organization"
            ) { $0.organization = identifier("another organization") },
            UnacceptableLists.unacceptable(
                "from-the-future", "signed more than a day ahead of the clock",
                "status-list.future"
            ) { $0.issuedAt = Sample.now + .seconds(86_401) },
            UnacceptableLists.unacceptable(
                "root-mismatch", "statuses that do not have the root", "status-list.root"
            ) { $0.root = held.trueRoot },
            UnacceptableLists.unacceptable(
                "root-without-shard", "the root of the same statuses in another shard",
                "status-list.root"
            ) {
                var other = RawStatusList()
                other.shard = 1
                $0.root = other.trueRoot
            },
        ]
            + [
                UnacceptableLists.unacceptable(
                    "held-other-shard", "the list of another shard", "status-list.other-shard"
                ) {
                    $0.shard = 1
                    $0.sequence = 8
                },
                UnacceptableLists.unacceptable("rollback", "an older list", "status-list.rollback")
                {
                    $0.sequence = 6
                    $0.statuses = [5: 1]
                },
                UnacceptableLists.unacceptable(
                    "rollback-later-signed", "a lower number that was signed later",
                    "status-list.rollback"
                ) {
                    $0.sequence = 6
                    $0.issuedAt = $0.issuedAt + .seconds(3600)
                },
                UnacceptableLists.unacceptable(
                    "equivocation", "the same number with other statuses",
                    "status-list.equivocation"
                ) { $0.statuses = [5: 0, 6: 1] },
            ].map { $0.with { $0.held = held } }
    }

    /// What a trust bundle says of status keys (Trust-Bundle §5).
    static func listsUnderBundles() throws -> [StatusCase] {
        func bundle(_ change: (inout RawBundle) -> Void = { _ in }) throws -> Trust {
            var bundle = try RawBundle()
            change(&bundle)
            return try bundle.trust()
        }
        func refused(
            _ name: String, _ description: String, _ code: String,
            _ change: (inout RawBundle) -> Void
        ) throws -> StatusCase {
            try ForeignLists.foreign(name, description, code) { _ in }.with {
                $0.trust = try bundle(change)
            }
        }
        return try [
            ValidLists.valid("bundle", "a status key of a trust bundle").with {
                $0.trust = try bundle()
            },
            ValidLists.valid("bundle-floor", "the lowest sequence that the bundle lets through")
                .with {
                    $0.trust = try bundle { $0.listFloors = [(0, 7), (1, 99)] }
                },
            ValidLists.valid(
                "bundle-window-begins", "signed in the first second of the key's window"
            ).with {
                $0.trust = try bundle { $0.keys[2].notBefore = Sample.listedAt }
            },
            refused("bundle-window-early", "signed before the key's window", "status-list.window") {
                $0.keys[2].notBefore = Sample.listedAt + .seconds(1)
            },
            refused("bundle-window-late", "signed at the end of the window", "status-list.window") {
                $0.keys[2].notAfter = Sample.listedAt
            },
            refused(
                "bundle-organization", "a bundle of another organization",
                "status-list.other-organization"
            ) { $0.organization = identifier("another organization") },
            refused("bundle-below-floor", "below the bundle's floor", "status-list.rollback") {
                $0.listFloors = [(0, 8)]
            },
            refused("bundle-role", "the key has another role", "status-list.unknown-key") {
                $0.keys[2].role = RawBundleKey.activate
            },
            refused("bundle-compromised", "the key was stolen", "status-list.unknown-key") {
                $0.keys[2].compromisedAt = Sample.now
            },
        ]
    }
}
