import CommandSupport
import Terminal

extension DemoStep {
    /// A vendor and an isolated machine: only what lies in `stick` passes between the two.
    static let airGap = seat + year + clock + revocation + copy

    private static let seat = [
        DemoStep(
            "The vendor: root key in the safe, an issuing key, a status key, a service key.",
            "mkdir stick\n"
                + "latchkey keys new --organization 'ACME Ltd' --no-passphrase\n"
                + "latchkey keys new lists --no-passphrase\n"
                + "latchkey keys new seats --no-passphrase\n"
                + "latchkey keys new root --home safe --no-passphrase"),
        DemoStep(
            "A trust bundle, signed by the root key: which key may do what, and until when.",
            "latchkey trust init acme.trust --root safe/keys/root.pub > /dev/null\n"
                + "latchkey trust add-key acme.trust --public-key issuer/keys/issuer.pub"
                + " --role issue --from 2027-01-01 --until 5y > /dev/null\n"
                + "latchkey trust add-key acme.trust --public-key issuer/keys/lists.pub"
                + " --role status --from 2027-01-01 --until 5y > /dev/null\n"
                + "latchkey trust add-key acme.trust --public-key issuer/keys/seats.pub"
                + " --role activate --from 2027-01-01 --until 5y > /dev/null\n"
                + "LATCHKEY_CLOCK=2027-01-01 latchkey trust sign acme.trust"
                + " --root-key safe/keys/root.key"),
        DemoStep(
            "A license for a ship: two seats, 10,000 units, and a status list at most 400 days old.",
            "latchkey benefits add ship --prefix ACME --lifetime 3y --activations 2 --usage 10000"
                + " --offline 400d > /dev/null\n"
                + "LATCHKEY_CLOCK=2027-01-02 latchkey issue --benefit ship --signing-key issuer"
                + " --format lic --output stick/ship.lic\n"
                + "cp acme.trust safe/keys/root.pub stick/"),
        DemoStep(
            "On the ship: the stick holds all that the machine needs. The root key is pinned.",
            "LATCHKEY_CLOCK=2027-01-05 latchkey install --device bridge --root stick/root.pub"
                + " stick/acme.trust stick/ship.lic"),
        DemoStep(
            "It needs a seat, and says so.",
            "LATCHKEY_CLOCK=2027-01-05 latchkey status --device bridge", ends: .denied),
        DemoStep(
            "It asks for one, as a QR code on its screen; somebody takes a photograph.",
            "LATCHKEY_CLOCK=2027-01-05 latchkey request --device bridge --label bridge > request.txt\n"
                + "latchkey qr request.txt\n"
                + "latchkey qr --format png --output stick/request.png request.txt"),
        DemoStep(
            "At the vendor the photograph is read, and answered with a QR code. (Without zbarimg the"
                + " text itself is taken.)",
            "if command -v zbarimg > /dev/null; then zbarimg -q --raw -Sdisable -Sqrcode.enable"
                + " stick/request.png; else cat request.txt; fi > scanned.txt\n"
                + "LATCHKEY_CLOCK=2027-01-06 latchkey approve scanned.txt --signing-key seats"
                + " --lease 800d > answer.txt\n"
                + "latchkey qr --format png --output stick/answer.png answer.txt"),
        DemoStep(
            "On the ship: the answer is read from the picture.",
            "if command -v zbarimg > /dev/null; then zbarimg -q --raw -Sdisable -Sqrcode.enable"
                + " stick/answer.png; else cat answer.txt; fi > read.txt\n"
                + "LATCHKEY_CLOCK=2027-01-08 latchkey install --device bridge read.txt\n"
                + "LATCHKEY_CLOCK=2027-01-08 latchkey status --device bridge"),
    ]

    private static let year = [
        DemoStep(
            "A year at sea. Each month the machine counts what it uses.",
            "for month in 02 03 04 05 06 07 08 09 10 11 12; do LATCHKEY_CLOCK=2027-$month-01"
                + " latchkey use --device bridge 400; done"),
        DemoStep(
            "It may use no more than its share before it reports.",
            "LATCHKEY_CLOCK=2027-12-15 latchkey use --device bridge 1000", ends: .denied),
        DemoStep(
            "In the harbor the report goes ashore and the answer comes back, with the newest list.",
            "LATCHKEY_CLOCK=2027-12-20 latchkey report --device bridge > stick/report.txt\n"
                + "LATCHKEY_CLOCK=2027-12-21 latchkey accept stick/report.txt --signing-key seats"
                + " --lease 800d > stick/receipt.txt\n"
                + "LATCHKEY_CLOCK=2027-12-21 latchkey status publish stick/lists"
                + " --signing-key lists > /dev/null\n"
                + "LATCHKEY_CLOCK=2027-12-22 latchkey install --device bridge stick/receipt.txt"
                + " stick/lists/0"),
        DemoStep(
            "What the person at the machine sees.",
            "LATCHKEY_CLOCK=2027-12-22 latchkey status --device bridge"),
    ]

    private static let clock = [
        DemoStep(
            "Somebody sets the clock back by a month. Time is held where it was.",
            "LATCHKEY_CLOCK=2028-01-15 latchkey status --device bridge | head -1\n"
                + "LATCHKEY_CLOCK=2027-12-22 latchkey status --device bridge"),
        DemoStep(
            "Somebody sets it to 1970: what the machine holds was signed later than that.",
            "LATCHKEY_CLOCK=1970-01-01 latchkey status --device bridge", ends: .denied),
        DemoStep(
            "One boot in 2038 does not end an honest machine: the vendor resets its clock once.",
            "LATCHKEY_CLOCK=2038-01-01 latchkey status --device bridge | head -1\n"
                + "LATCHKEY_CLOCK=2028-01-16 latchkey status --device bridge | head -2\n"
                + "LATCHKEY_CLOCK=2028-01-16 latchkey clock-reset --signing-key seats"
                + " $(LATCHKEY_CLOCK=2028-01-16 latchkey status --device bridge --json"
                + " | sed -n 's/.*\"activation\" : \"\\(.*\\)\",/\\1/p') > stick/reset.txt\n"
                + "LATCHKEY_CLOCK=2028-01-17 latchkey install --device bridge stick/reset.txt\n"
                + "LATCHKEY_CLOCK=2028-01-17 latchkey status --device bridge | head -1"),
    ]

    private static let revocation = [
        DemoStep(
            "The ship is sold, and the vendor revokes its license. The list travels by stick.",
            "LATCHKEY_CLOCK=2028-02-01 latchkey revoke stick/ship.lic --reason 'ship sold'"
                + " > /dev/null\n"
                + "cp -r bridge elsewhere && cp stick/lists/0 old-list\n"
                + "LATCHKEY_CLOCK=2028-02-02 latchkey status publish stick/lists --signing-key lists"
                + " > /dev/null\n"
                + "LATCHKEY_CLOCK=2028-02-20 latchkey install --device bridge stick/lists/0"),
        DemoStep(
            "The machine refuses.",
            "LATCHKEY_CLOCK=2028-02-20 latchkey status --device bridge", ends: .denied),
        DemoStep(
            "The old list does not bring it back.",
            "LATCHKEY_CLOCK=2028-02-21 latchkey install --device bridge old-list\n"
                + "LATCHKEY_CLOCK=2028-02-21 latchkey status --device bridge | head -2"),
    ]

    private static let copy = [
        DemoStep(
            "Somebody had copied the directory before, to another machine. It knows its own.",
            "LATCHKEY_CLOCK=2028-02-20 latchkey status --device elsewhere --fact machine=another"
                + " | head -2"),
        DemoStep(
            "And without any list, the copy ends when what it knows is older than the license allows.",
            "LATCHKEY_CLOCK=2029-03-01 latchkey status --device elsewhere", ends: .denied),
    ]
}
