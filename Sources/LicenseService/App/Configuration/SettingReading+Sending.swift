import LicenseRegistry

// What the service sends: webhooks and e-mails.
extension SettingReading {
    mutating func webhooks() -> WebhookPolicy {
        var policy = WebhookPolicy()
        let delays = choice("webhooks.delays") { text -> [Duration]? in
            let items = text.split(separator: ",", omittingEmptySubsequences: false)
            let seconds = items.compactMap { Int64($0) }.filter { (0...604_800).contains($0) }
            return seconds.count == items.count && items.count <= 50
                ? seconds.map { .seconds($0) } : nil
        }
        if let delays { policy.delays = delays }
        policy.timeout = span("webhooks.timeout", atLeast: .milliseconds(100))
        policy.expiryInterval = span("webhooks.sweep", atLeast: .milliseconds(100))
        policy.allowsLoopback =
            choice("webhooks.loopback") { ["refuse": false, "allow": true][$0] } ?? false
        policy.endpoint = configuredWebhook(allowsLoopback: policy.allowsLoopback)
        return policy
    }

    private mutating func configuredWebhook(allowsLoopback: Bool) -> ConfiguredWebhook? {
        switch (self["webhooks.url"], self["webhooks.secret-file"]) {
        case (let url?, let file?):
            guard let read = WebhookURL(url), read.isEncrypted || allowsLoopback else {
                mistakes.append("webhooks.url must be an https URL")
                return nil
            }
            return ConfiguredWebhook(url: url, secretFile: file)
        case (nil, nil): return nil
        default:
            mistakes.append(
                "webhooks.url and webhooks.secret-file must be set together or not at all")
            return nil
        }
    }

    mutating func mail() -> MailPolicy? {
        let from = choice("mail.from") { MailAddress($0) }
        let timeout = span("mail.timeout", atLeast: .seconds(1))
        switch (self["mail.program"], from) {
        case (let program?, let from?):
            if !program.hasPrefix("/") { mistakes.append("mail.program must be an absolute path") }
            var policy = MailPolicy(program: program, from: from)
            policy.arguments = (self["mail.arguments"] ?? "").split(separator: ",").map(String.init)
            policy.timeout = timeout
            return policy
        case (nil, nil): return nil
        case (nil, _?), (_?, nil):
            if self["mail.from"] == nil || from != nil {
                mistakes.append("mail.program and mail.from must be set together or not at all")
            }
            return nil
        }
    }
}
