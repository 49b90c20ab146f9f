import LicenseRegistry

extension TermsOptions {
    /// Asks for what was said, and for no other change.
    func apply(to request: inout TermsRequest) throws {
        if let lifetime { request.lifetime = lifetime.lifetime(in: zone) }
        if let updates { request.updates = updates.lifetime(in: zone) }
        if let prefix { request.change.prefix = prefix }
        if let activations { request.change.activationLimit = .set(activations.limit) }
        if let usage { request.change.usageLimit = .set(usage.count) }
        if !condition.isEmpty { request.change.conditions = try ListArgument.items(of: condition) }
        if !entitlement.isEmpty {
            request.change.entitlements = try ListArgument.items(of: entitlement)
        }
        if let offline { request.change.offline = .set(offline.duration) }
        if let grace { request.change.grace = .set(grace.duration) }
        if let maxMajorVersion { request.change.maxMajorVersion = .set(maxMajorVersion.count) }
        if let enforcement { request.change.enforcement = enforcement.value }
    }
}

extension BatchFields {
    /// Asks for what a row says, and for no other change.
    func apply(to request: inout TermsRequest) {
        if let lifetime { request.lifetime = lifetime }
        if let activations { request.change.activationLimit = .set(activations.limit) }
        if let usage { request.change.usageLimit = .set(usage.count) }
        if let entitlements { request.change.entitlements = entitlements }
        if !conditions.isEmpty { request.change.conditions = conditions }
    }
}
