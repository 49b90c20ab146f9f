import CommandSupport
import Terminal

extension DemoStep {
    /// The main job from the first key to the refusals.
    static let mainJob = [
        DemoStep(
            "A passphrase for the issuer's private key.",
            "(umask 077; echo 'correct horse battery staple' > passphrase)"),
        DemoStep(
            "The vendor makes an issuing key. It never leaves this machine.",
            "latchkey keys new --organization 'ACME Ltd' --passphrase-file passphrase"),
        DemoStep(
            "The public key, which the vendor's program pins.",
            "latchkey keys export > acme.pub && cat acme.pub"),
        DemoStep(
            "A benefit: the template of what is sold.",
            "latchkey benefits add pro --prefix ACME --lifetime 1y --activations 3 --usage 10000"
                + " --condition region=eu --entitlement export"),
        DemoStep(
            "A license for a customer.",
            "latchkey issue --benefit pro --customer 'Example Hospital'"
                + " --passphrase-file passphrase --output hospital.key && cat hospital.key"),
        DemoStep(
            "The customer's machine: no network, no registry, one public key.",
            "latchkey verify --key acme.pub --prefix ACME --condition region=eu --used 0"
                + " hospital.key"),
        DemoStep(
            "The same license where it was not sold for.",
            "latchkey verify --key acme.pub --condition region=us --used 0 hospital.key",
            ends: .denied),
        DemoStep(
            "What is ahead of it.",
            "latchkey explain --key acme.pub --condition region=eu --used 0 hospital.key"),
        DemoStep(
            "Somebody changes one character of the key.",
            "sed 's/[A-M]/Z/20' hospital.key > forged.key; latchkey verify --key acme.pub forged.key",
            ends: .malformed),
        DemoStep(
            "Somebody puts another brand in front of it.",
            "sed 's/^ACME/EVIL/' hospital.key | latchkey verify --key acme.pub",
            ends: .malformed),
        DemoStep(
            "The customer's machine asks for one of the seats. The text fits a QR code.",
            "latchkey request --key acme.pub --device machine --label 'ward 3' hospital.key"
                + " > request.txt && cat request.txt"),
        DemoStep(
            "The vendor answers; the certificate is valid on that machine alone.",
            "latchkey approve request.txt --lease 90d --passphrase-file passphrase"
                + " > answer.txt && cat answer.txt"),
        DemoStep("The machine takes the answer.", "latchkey install --device machine answer.txt"),
        DemoStep(
            "It counts what it uses; the number is on the disk when the command ends.",
            "latchkey use --device machine 25"),
        DemoStep(
            "What the person at the machine sees.",
            "latchkey status --device machine --condition region=eu"),
        DemoStep(
            "Usage is reported by hand, and answered with a new allowance.",
            "latchkey report --device machine > report.txt\n"
                + "latchkey accept report.txt --lease 90d --passphrase-file passphrase > receipt.txt\n"
                + "latchkey install --device machine receipt.txt"),
        DemoStep(
            "The customer gets a refund, so the vendor revokes the license and publishes the list.",
            "latchkey revoke hospital.key --reason refunded\n"
                + "latchkey status publish lists --passphrase-file passphrase"),
        DemoStep(
            "The list reaches the customer's machine, on a stick.",
            "latchkey install --device machine lists/0"),
        DemoStep(
            "It refuses from now on, with no network at any time.",
            "latchkey status --device machine --condition region=eu", ends: .denied),
        DemoStep(
            "A batch for three customers, as license files.",
            "printf 'customer,activations\\nHarbor,1\\nShip,5\\nFactory,unlimited\\n' > orders.csv\n"
                + "latchkey issue --benefit pro --batch orders.csv --format lic --output licenses"
                + " --passphrase-file passphrase && latchkey licenses list"),
        DemoStep(
            "The same rows again: written once more, minted only once.",
            "latchkey issue --benefit pro --batch orders.csv --format csv"
                + " --passphrase-file passphrase"),
    ]
}
