import COSESigning
import LicenseRegistry
import LicenseVerifier

/// What is set for a shop whose messages are accepted.
struct ShopSettings: Sendable {
    let shop: ShopMessage.Shop
    /// A file with one secret on each line.
    let secretFile: String
    let benefits: [String: [BenefitID]]
    let grace: Duration
    let revokesRefunded: Bool
    let renewalMargin: Duration?

    /// A pair that is none.
    struct PairFault: Error {
        let pair: String

        /// As much of it as can be shown; two ids are shown whole.
        var text: String {
            let visible = pair.unicodeScalars.filter { (32...126).contains($0.value) }.prefix(96)
            return String(String.UnicodeScalarView(visible))
        }
    }

    /// Reads `theirs=ours`, by comma; an id of theirs may be mapped to several benefits.
    static func benefits(_ text: String) throws(PairFault) -> [String: [BenefitID]] {
        var result: [String: [BenefitID]] = [:]
        for pair in text.split(separator: ",") {
            let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, (1...200).contains(parts[0].utf8.count),
                let benefit = BenefitID(parts[1])
            else { throw PairFault(pair: String(pair)) }
            result[String(parts[0]), default: []].append(benefit)
        }
        guard !result.isEmpty else { throw PairFault(pair: text) }
        return result
    }
}

extension ShopSettings {
    /// The setting that names the file of secrets.
    var secretSetting: String { "hooks.\(shop.name).secret-file" }

    /// Reads the file; one line that is not a secret makes the whole file a mistake, so that no
    /// rotation fails unnoticed.
    func secrets() throws(ConfigurationMistakes) -> [ShopWebhookSecret] {
        let lines: [String]
        do throws(KeyFileError) {
            lines = try SecretFile.lines(of: secretFile, limit: 65_536)
        } catch {
            throw ConfigurationMistakes(
                sentences: ["\(secretSetting): \(error.description); \(error.nextStep)"])
        }
        guard lines.allSatisfy(Self.isPlain) else {
            throw ConfigurationMistakes(
                sentences: [
                    "\(secretSetting) has quotation marks or characters that no secret has; write each "
                        + "secret on a line of its own, as plain text"
                ])
        }
        let secrets = lines.map { ShopWebhookSecret($0, of: shop) }
        let good = secrets.compactMap(\.self)
        guard !good.isEmpty, good.count == secrets.count else {
            throw ConfigurationMistakes(
                sentences: ["\(secretSetting) must hold usable secrets, one on each line"])
        }
        return good
    }

    /// Whether a text can be a secret of any shop: some take whatever bytes they are given, and then
    /// no message is found genuine.
    private static func isPlain(_ secret: String) -> Bool {
        let isQuoted =
            secret.count > 1 && secret.first == secret.last && ["\"", "'"].contains(secret.first)
        return !isQuoted && secret.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }

    fileprivate func policy() throws(ConfigurationMistakes) -> ShopPolicy {
        var policy = ShopPolicy(shop, secrets: try secrets(), benefits: benefits)
        policy.grace = grace
        policy.revokesRefunded = revokesRefunded
        policy.renewalMargin = renewalMargin
        return policy
    }
}

extension ServiceConfiguration {
    /// The shops whose messages are accepted, with their secrets read; throws every mistake at once.
    public func shops() throws(ConfigurationMistakes) -> [ShopPolicy] {
        var (policies, mistakes) = ([ShopPolicy](), [String]())
        for settings in shopSettings {
            do throws(ConfigurationMistakes) {
                policies.append(try settings.policy())
            } catch {
                mistakes += error.sentences
            }
        }
        guard mistakes.isEmpty else { throw ConfigurationMistakes(sentences: mistakes) }
        return policies
    }
}
