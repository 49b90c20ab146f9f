import CommandSupport
import LicenseIssuer
import LicenseService
import Terminal

extension DemoStep {
    private static let manage = "$SERVICE\(ManagementSurface.prefix)"
    private static let bearer = "-H \"Authorization: Bearer $(cat token)\""
    private static let pins =
        "--key vendor/keys/issuer.pub --key vendor/keys/service.pub --key vendor/keys/status.pub"

    private static func sync(_ request: String, _ answer: String) -> String {
        "curl -sf -H 'Content-Type: text/plain' --data-binary @\(request) $SERVICE/v1/sync"
            + " > \(answer)"
    }

    private static func activate(_ device: String) -> String {
        "latchkey install --device \(device) \(pins) hospital.key > \(device).log\n"
            + "latchkey request --device \(device) --label '\(device)' > \(device).request\n"
            + sync("\(device).request", "\(device).answer") + "\n"
            + "latchkey install --device \(device) \(device).answer"
    }

    private static func report(_ device: String) -> String {
        "latchkey report --device \(device) > \(device).report\n"
            + sync("\(device).report", "\(device).receipt") + "\n"
            + "latchkey install --device \(device) \(device).receipt"
    }

    /// Before the service is up.
    static let neighborMovesIn = [
        DemoStep(
            "Another company sells through the same service, with a key and a token of its own.",
            "latchkey keys new \(KeyName.neighbor) --organization 'Neighbor Inc' --no-passphrase"
                + " > neighbor.log\n"
                + "latchkeyd token new neighbor --home vendor --organization"
                + " $(latchkeyd keys list --home vendor"
                + " | awk '$1 == \"\(KeyName.neighbor)\" {print $3}') > neighbor.token")
    ]

    /// What there is to get.
    static let sale = [
        DemoStep(
            "ACME sells a license with three seats and 1,000 units. A machine takes a seat.",
            "latchkey issue --benefit pro --signing-key issuer --customer 'Example Hospital' > hospital.key\n"
                + "latchkey licenses list --organization 'ACME Ltd' --json | grep -o '\"license\" : \"[^\"]*'"
                + " | sed 's/.*\"//' > hospital.id\n" + activate("machine"))
    ]

    static let neighbor = [
        DemoStep(
            "The neighbor asks for ACME's license by its id, with a token that is good.",
            "curl -s -o got -w '%{http_code}\\n' -H \"Authorization: Bearer $(cat neighbor.token)\""
                + " \(manage)/license-keys/$(cat hospital.id) | grep -x 404\n"
                + "cat got; echo"),
        DemoStep(
            "The neighbor revokes it.",
            "curl -s -o got -w '%{http_code}\\n' -X POST"
                + " -H \"Authorization: Bearer $(cat neighbor.token)\""
                + " -H 'Content-Type: application/json' -d '{\"reason\": \"mine\"}'"
                + " \(manage)/license-keys/$(cat hospital.id)/revoke | grep -x 404\n"
                + "latchkey licenses list --organization 'ACME Ltd'"),
    ]

    static let neighborSigns = DemoStep(
        "The neighbor signs a license with ACME's id, by its own key, and asks for a seat.",
        sync("neighbor.request", "neighbor.answer"))

    static let liarActivates = DemoStep(
        "A machine with a changed program takes the second seat: it may use 333 units.",
        activate("liar"))

    static let liarReports = DemoStep(
        "It says that it has used all 1,000 units.", sync("liar.report", "liar.receipt"))

    static let afterTheLie = [
        DemoStep(
            "The lie takes nothing from others: the last seat has its 333 units.",
            activate("honest") + "\nlatchkey use --device honest 300\n" + report("honest")),
        DemoStep(
            "The vendor sees it in the audit log, and takes the liar's claim out of the license.",
            "curl -sf \(bearer) \(manage)/audit?action=activation.overdraft | grep -o '\"detail\":\"[^\"]*\"'\n"
                + "curl -sf -X POST \(bearer) \(manage)/activations/$(cat liar.id)/void-usage"
                + " > voided\n"
                + "curl -sf \(bearer) \(manage)/license-keys/$(cat hospital.id)/usage; echo"),
    ]

    static let thief = [
        DemoStep(
            "A thief copies a machine's files. Both count; the first report is answered.",
            "cp -r machine copy\nlatchkey use --device machine 5\nlatchkey use --device copy 7\n"
                + report("machine")),
        DemoStep("The copy's report shows that there are two.", report("copy"), ends: .denied),
        DemoStep(
            "The thief copies the vendor's whole directory, issuing key and all. The copy stands still, "
                + "until the thief says that it is the one that goes on, and issues a key.",
            "cp -r vendor stolen\n"
                + "LATCHKEY_HOME=stolen latchkey registry resume --yes > /dev/null\n"
                + "LATCHKEY_HOME=stolen latchkey issue --benefit pro --signing-key issuer --customer Thief > thief.key\n"
                + "latchkey install --device thief \(pins) thief.key"),
        DemoStep(
            "The service knows each key that the vendor issued, and this is none of them.",
            "latchkey request --device thief --label thief > thief.request\n"
                + sync("thief.request", "thief.answer") + "\n"
                + "latchkey install --device thief thief.answer",
            ends: .denied),
        DemoStep(
            "The thief guesses short keys, a hundred times: so many answers of each status.",
            "for number in $(seq 100); do curl -s -o got -w '%{http_code}\\n'"
                + " -H 'Content-Type: application/json' -d \"{\\\"license_key\\\": \\\"ACME-$number\\\"}\""
                + " $SERVICE/v1/exchange; done | sort | uniq -c | tee counts\n"
                + "grep -q ' 429$' counts"),
        DemoStep(
            "Everything that happened is in the audit log, whose records form a chain.",
            "latchkeyd audit verify --home vendor"),
    ]
}

extension KeyName {
    /// The issuing key of the other company.
    static let neighbor = KeyName("neighbor") ?? .issuer
}
