import CommandSupport
import LicenseService
import Terminal

extension DemoStep {
    /// Before the service is up.
    static let vendor = [
        DemoStep(
            "The vendor makes an issuing key and a benefit.",
            "latchkey keys new --organization 'ACME Ltd' --no-passphrase > /dev/null\n"
                + "latchkey benefits add pro --prefix ACME --lifetime 1y --activations 3"
                + " --usage 1000 > /dev/null"),
        DemoStep(
            "The same directory becomes a service's: it gets keys of its own and a first token.",
            "latchkeyd init --home vendor > token"),
    ]

    /// Before a year of sales.
    static let pages = [
        DemoStep(
            "The vendor makes an issuing key and three benefits.",
            "latchkey keys new --organization 'ACME Ltd' --no-passphrase > /dev/null\n"
                + "latchkey benefits add pro --prefix ACME --lifetime 1y --activations 3"
                + " --usage 1000 > /dev/null\n"
                + "latchkey benefits add studio --prefix STUDIO --lifetime perpetual"
                + " --activations 5 > /dev/null\n"
                + "latchkey benefits add site --prefix SITE --lifetime 2y > /dev/null"),
        DemoStep(
            "The same directory becomes a service's.", "latchkeyd init --home vendor > token"),
    ]

    /// With the service up at $SERVICE.
    static let devices = [
        DemoStep(
            "A shop mints a license key over the management interface.",
            "curl -sf -H \"Authorization: Bearer $(cat token)\" $SERVICE\(ManagementSurface.prefix)/benefits > benefits\n"
                + "curl -sf -H \"Authorization: Bearer $(cat token)\" -H 'Content-Type: application/json'"
                + " -d \"{\\\"customer_name\\\": \\\"Example Hospital\\\", \\\"benefit_id\\\":"
                + " \\\"$(sed 's/.*\"id\":\"\\([^\"]*\\)\".*/\\1/' benefits)\\\"}\""
                + " $SERVICE\(ManagementSurface.prefix)/license-keys > license\n"
                + "sed 's/.*\"key\":\"\\([^\"]*\\)\".*/\\1/' license | tee hospital.key"),
        DemoStep(
            "A machine pins the vendor's public keys and takes the license.",
            "latchkey install --device machine --key vendor/keys/issuer.pub"
                + " --key vendor/keys/service.pub --key vendor/keys/status.pub hospital.key"),
        DemoStep(
            "It asks the service for a seat.",
            "latchkey request --device machine --label 'ward 3' > request.txt\n"
                + "curl -sf -H 'Content-Type: text/plain' --data-binary @request.txt"
                + " $SERVICE/v1/sync > answer.txt\n"
                + "latchkey install --device machine answer.txt"),
        DemoStep(
            "It goes offline, and counts what it uses.",
            "latchkey use --device machine 25\nlatchkey use --device machine 17\n"
                + "latchkey status --device machine"),
        DemoStep(
            "It comes back, and is reconciled: the service learns of the 42 units.",
            "latchkey report --device machine > report.txt\n"
                + "curl -sf -H 'Content-Type: text/plain' --data-binary @report.txt"
                + " $SERVICE/v1/sync > receipt.txt\n"
                + "latchkey install --device machine receipt.txt\n"
                + "curl -sf -H \"Authorization: Bearer $(cat token)\""
                + " $SERVICE\(ManagementSurface.prefix)/license-keys/$(sed 's/.*\"id\":\"\\([^\"]*\\)\".*/\\1/' license)/usage"
                + " | sed 's/.*\\(\"usage\":{[^}]*}\\)}.*/\\1/'; echo"),
        DemoStep(
            "The same report once more changes nothing, and gets the same answer.",
            "curl -sf -H 'Content-Type: text/plain' --data-binary @report.txt"
                + " $SERVICE/v1/sync | cmp - receipt.txt && echo 'byte for byte'"),
        DemoStep(
            "The customer gets a refund, so the license is revoked. A second later the list says so.",
            "curl -sf -X POST -H \"Authorization: Bearer $(cat token)\""
                + " -H 'Content-Type: application/json' -d '{\"reason\": \"refunded\"}'"
                + " $SERVICE\(ManagementSurface.prefix)/license-keys/$(sed 's/.*\"id\":\"\\([^\"]*\\)\".*/\\1/' license)/revoke"
                + " | sed 's/.*\\(\"state\":\"[a-z]*\"\\).*/\\1/'; echo\n"
                + "sleep 1; curl -sf -o list $SERVICE/v1/status-lists/0"),
        DemoStep(
            "The machine takes the list, and refuses from now on, with or without a network.",
            "latchkey install --device machine list\nlatchkey status --device machine",
            ends: .denied),
        DemoStep(
            "A report of a revoked machine is still counted, and answered with a refusal.",
            "latchkey report --device machine > last.txt\n"
                + "curl -sf -H 'Content-Type: text/plain' --data-binary @last.txt"
                + " $SERVICE/v1/sync > refusal.txt\nlatchkey install --device machine refusal.txt",
            ends: .denied),
        DemoStep(
            "Everything that happened is in the audit log, whose records form a chain.",
            "latchkeyd audit verify --home vendor"),
    ]
}
