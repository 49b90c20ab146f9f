import COSE
public import COSESigning
import LicenseRegistry
import LicenseVerifier
import SQLDatabase

/// An endpoint that the configuration names.
public struct ConfiguredWebhook: Sendable, Equatable {
    /// Where messages go.
    public var url: String
    /// The file whose first line is the secret, and whose second, if there is one, the one before.
    public var secretFile: String

    /// An endpoint with its secrets in a file.
    public init(url: String, secretFile: String) {
        self.url = url
        self.secretFile = secretFile
    }
}

/// Why the endpoint of the configuration cannot be used.
public enum ConfiguredWebhookError: Error, Equatable, Sendable {
    /// The file of its secrets cannot be read, or others can.
    case file(KeyFileError)
    /// The file does not have one or two secrets.
    case secrets(path: String)
}

extension ConfiguredWebhook {
    /// Brings the registry in line with the configuration: the endpoint that it names, or none.
    static func apply(
        _ configured: ConfiguredWebhook?, to registry: Registry, now: Timestamp
    ) throws {
        for endpoint in try registry.webhooks.endpoints()
        where configured == nil && endpoint.isConfigured && endpoint.pause != .unconfigured {
            try registry.webhooks.replaceTerms(
                of: endpoint.id, by: endpoint.terms, pause: .unconfigured, now: now)
        }
        guard let configured, let organization = try registry.organizations.first() else { return }
        let secrets = try configured.secrets()
        let id = try id(of: organization)
        let terms = WebhookTerms(url: configured.url)
        guard let known = try registry.webhooks.endpoint(id) else {
            return try registry.webhooks.addEndpoint(
                id, of: organization, terms, secrets: secrets, isConfigured: true, now: now)
        }
        if known.terms != terms || known.pause == .unconfigured {
            try registry.webhooks.replaceTerms(of: id, by: terms, pause: nil, now: now)
        }
        if try registry.webhooks.secrets(of: id, at: now) != secrets.reversed() {
            try registry.webhooks.replaceSecrets(of: id, by: secrets, now: now)
        }
    }

    /// One for each organization, the same at every start.
    private static func id(of organization: OrganizationID) throws -> WebhookEndpointID {
        let digest = SHA256.digest(of: Array("configured webhook".utf8) + organization.bytes)
        // Sixteen bytes of a digest are not all zero.
        guard let id = WebhookEndpointID(digest.prefix(16)) else {
            throw RegistryError.database(.corrupt)
        }
        return id
    }

    /// The previous one first, so that the newest has the highest number.
    func secrets() throws(ConfiguredWebhookError) -> [WebhookSecretRecord] {
        let lines: [String]
        do throws(KeyFileError) {
            lines = try SecretFile.lines(of: secretFile, limit: 4096)
        } catch {
            throw .file(error)
        }
        guard (1...2).contains(lines.count),
            lines.allSatisfy({ WebhookSecret.isUsable($0, .symmetric, .standard) })
        else { throw .secrets(path: secretFile) }
        return lines.reversed().map { WebhookSecretRecord(.symmetric, $0) }
    }
}

extension ConfiguredWebhookError: CustomStringConvertible {
    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .secrets(let path): "\(path) must have one or two lines, each with a secret"
        }
    }
}
