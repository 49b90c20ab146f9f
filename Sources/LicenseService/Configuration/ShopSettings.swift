import Foundation
import LicenseStore
import LicenseVerifier

/// What is set for a shop whose messages are taken.
struct ShopSettings: Sendable {
    let shop: ShopMessage.Shop
    /// A file with one secret on each line.
    let secretFile: String
    let benefits: [String: [BenefitID]]
    let grace: Duration
    let revokesRefunded: Bool
    let renewalMargin: Duration?

    /// Reads `theirs=ours`, by comma; an id of theirs may stand for several benefits.
    static func benefits(_ text: String) -> [String: [BenefitID]]? {
        var result: [String: [BenefitID]] = [:]
        for pair in text.split(separator: ",") {
            let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, (1...200).contains(parts[0].utf8.count),
                let benefit = BenefitID(parts[1])
            else { return nil }
            result[String(parts[0]), default: []].append(benefit)
        }
        return result.isEmpty ? nil : result
    }
}

extension ServiceConfiguration {
    /// The shops whose messages are taken, with their secrets read; throws every mistake at once.
    public func shops() throws(ConfigurationMistakes) -> [ShopPolicy] {
        var (policies, mistakes) = ([ShopPolicy](), [String]())
        for settings in hooks {
            let secrets = Self.secrets(settings)
            if secrets.isEmpty {
                mistakes.append(
                    "hooks.\(settings.shop.name).secret-file holds no secret that can be used")
            }
            var policy = ShopPolicy(
                settings.shop, secrets: secrets, benefits: settings.benefits)
            policy.grace = settings.grace
            policy.revokesRefunded = settings.revokesRefunded
            policy.renewalMargin = settings.renewalMargin
            policies.append(policy)
        }
        guard mistakes.isEmpty else { throw ConfigurationMistakes(sentences: mistakes) }
        return policies
    }

    /// Nothing where one of the lines is no secret, so that no rotation goes wrong unseen.
    private static func secrets(_ settings: ShopSettings) -> [HookSecret] {
        guard let data = FileManager.default.contents(atPath: settings.secretFile),
            data.count <= 65_536
        else { return [] }
        let lines = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        let secrets = lines.compactMap { HookSecret($0, of: settings.shop) }
        return secrets.count == lines.count ? secrets : []
    }
}
