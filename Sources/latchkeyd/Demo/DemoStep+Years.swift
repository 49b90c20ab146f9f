import CommandSupport
import Terminal

extension DemoStep {
    /// Where the registry is at first, and after its move.
    static let oldDatabase = "database=sqlite:vendor/registry.sqlite"
    static let newDatabase = "database=sqlite:moved/registry.sqlite"

    private static let root = "holder/keys/root.pub"
    private static let served = "--set trust.bundle=acme.trust"

    /// A machine fetches what there is, and says how it decides.
    private static func ask(
        _ machine: String, _ decision: String, at node: DemoNode = .first
    ) -> String {
        // What the vendor has revoked gets no, with 1.
        "latchkey-sync once --device \(machine) --service $\(node.variable)"
            + (decision == "denied" ? " || test $? = 1\n" : "\n")
            + askOffline(machine, decision)
    }

    private static func askOffline(_ machine: String, _ decision: String) -> String {
        "latchkey status --device \(machine) > said || true; head -1 said | grep -x \(decision)"
    }

    private static func sell(_ customer: String) -> String {
        "latchkey issue --benefit pro --customer \(customer) > \(customer).key\n"
            + "latchkey install --device \(customer) --root \(root) acme.trust \(customer).key\n"
    }

    private static func sign(_ version: Int) -> String {
        "latchkey trust sign acme-\(version).trust --root-key holder/keys/root.key > signed\n"
            + "cp acme-\(version).trust acme.trust; kill -HUP $SERVICE_PID $SECOND_PID; sleep 1"
    }

    static let vouchedVendor = [
        DemoStep(
            "A vendor whose root key vouches for three others. Licenses ask for a status of the last 30 days.",
            "latchkey keys new --organization 'ACME Ltd' --no-passphrase > made\n"
                + "latchkey benefits add pro --prefix ACME --lifetime 1y --activations 3 --usage 1000"
                + " --offline 30d > made\n"
                + "latchkeyd init --home vendor > token\n"
                + "latchkey keys new root --home holder --no-passphrase > made\n"
                + "latchkey trust init acme.trust --root \(root) --expires 360d > made\n"
                + "for key in issuer:issue service:activate status:status; do latchkey trust add-key"
                + " acme.trust --public-key vendor/keys/${key%:*}.pub --role ${key#*:} --until 2y > made;"
                + " done\n"
                + "latchkey trust sign acme.trust --root-key holder/keys/root.key > signed")
    ]

    static let firstSales = [
        DemoStep(
            "A hospital and a school buy a license. Each machine needs one call.",
            sell("hospital") + ask("hospital", "allowed") + "\n" + sell("school")
                + ask("school", "allowed")),
        DemoStep(
            "The nightly backup, while the service runs.",
            "latchkeyd registry backup --home vendor backup.sqlite"),
        DemoStep(
            "The next day the school gets a refund, a library buys, and the hospital counts 40 units.",
            "latchkey revoke school.key --reason refunded > revoked\n" + sell("library")
                + "latchkey use --device hospital 40\nsleep 1\n" + ask("library", "allowed") + "\n"
                + ask("hospital", "allowed") + "\n" + ask("school", "denied")),
    ]

    static let disaster = [
        DemoStep(
            "The disk is lost. The registry comes back from the backup, and has forgotten that day.",
            "rm vendor/registry.sqlite*; cp backup.sqlite vendor/registry.sqlite")
    ]

    static let standingStill = [
        DemoStep(
            "So it stands still: it serves no list by which the school would be allowed again.",
            "curl -s -o got -w '%{http_code}\\n' $SERVICE/v1/status-lists/0 | grep -x 503\n"
                + askOffline("hospital", "allowed") + "\n" + askOffline("school", "denied"))
    ]

    static let resuming = [
        DemoStep(
            "The operator sees what is known and what is missing, and lets it go on.",
            "latchkeyd registry resume --home vendor --yes"),
        DemoStep(
            "The library still has its key, which the vendor's key signed.",
            "latchkeyd registry adopt --home vendor library.key"),
    ]

    static let healing = [
        DemoStep(
            "Machines bring what the registry had promised them; the school stays revoked.",
            ask("library", "allowed") + "\n" + ask("hospital", "allowed") + "\n"
                + ask("school", "denied") + "\nlatchkey seats list"),
        DemoStep(
            "When all have reported, what was held back for them is free again.",
            "latchkeyd registry settle --all --home vendor"),
        DemoStep(
            "Another node gets the keys of the service.",
            "mkdir -m 700 second; cp -rp vendor/keys second/"),
    ]

    static let nodes = [
        DemoStep(
            "It answers the same machines.",
            ask("hospital", "allowed", at: .second) + "\n" + ask("school", "denied", at: .second))
    ]

    static let nextKey = [
        DemoStep(
            "A new key for answers: it is made, and signs nothing before devices know it.",
            "latchkeyd keys rotate service --home vendor \(served)"),
        DemoStep(
            "The root key vouches for it, and both nodes serve the new bundle.",
            "latchkey trust add-key acme.trust --public-key vendor/keys/service.next.pub"
                + " --role activate --until 2y --output acme-2.trust > made\n" + sign(2)),
        DemoStep(
            "Now it takes the former one's place, at both nodes.",
            "cp -p vendor/keys/service.next.* second/keys/\n"
                + "latchkeyd keys rotate service --home vendor \(served)\n"
                + "latchkeyd keys rotate service --home second --set \(oldDatabase) \(served)"),
    ]

    static let formerKey = [
        DemoStep(
            "The hospital comes back after the change, and learns of the key with the answer.",
            ask("hospital", "allowed")),
        DemoStep(
            "The bundle ends the former key's time, and its files go.",
            "latchkeyd keys rotate service --plan --json --home vendor \(served)"
                + " | sed -n 's/.*\"former\" : \"\\(.*\\)\".*/\\1/p' > former\n"
                + "latchkey trust retire-key acme.trust $(cat former) --output acme-3.trust > made\n"
                + sign(3) + "\n"
                + "latchkeyd keys rotate service --home vendor \(served)\n"
                + "latchkeyd keys rotate service --home second --set \(oldDatabase) \(served)\n"
                + ask("library", "allowed", at: .second) + "\n" + ask("school", "denied")),
    ]

    static let move = [
        DemoStep(
            "The registry moves to another database, row by row, and is read back.",
            "mkdir moved\nlatchkeyd registry copy sqlite:vendor/registry.sqlite"
                + " sqlite:moved/registry.sqlite > copied; tail -1 copied"),
        DemoStep(
            "Whoever writes to the old database is told where it went.",
            "! latchkey issue --benefit pro --customer late"),
    ]

    static let afterMove = [
        DemoStep(
            "A year later: nobody honest was locked out, and the school is still revoked.",
            ask("hospital", "allowed") + "\n" + ask("library", "allowed") + "\n"
                + ask("school", "denied")),
        DemoStep(
            "Everything is in the audit log, and the mark beside the registry knows its end.",
            "latchkeyd audit verify --home vendor --set \(newDatabase)"),
    ]
}
