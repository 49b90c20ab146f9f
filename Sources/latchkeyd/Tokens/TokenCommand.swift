import ArgumentParser
import CommandSupport
import LicensePostgres
import LicenseRegistry
import LicenseService
import LicenseVerifier
import Terminal

/// `latchkeyd token`: bearer tokens of the management interface.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Make, list and revoke bearer tokens.",
        subcommands: [TokenNewCommand.self, TokenListCommand.self, TokenRevokeCommand.self])
}

/// `latchkeyd token new`: one more token.
struct TokenNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Make a token and print it, once.",
        discussion: """
            A token reaches the things of one organization; where the registry has several, name one. \
            Only with --all-organizations does it reach those of all, and may read /metrics.

            Examples:
              latchkeyd token new shop --scope licenses:write --scope licenses:read --lifetime 365d
              latchkeyd token new polar --organization 2c1f7a52-0f1e-4c8e-9a3f-6f0d1b2c3d4e
              latchkeyd token new prometheus --all-organizations --scope metrics:read
            """)

    @Argument(help: ArgumentHelp("What the audit log calls it.", valueName: "name"))
    var name: String

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("What it allows; may be repeated. Default: all.", valueName: "scope"))
    var scope: [String] = []

    @Option(
        help: ArgumentHelp(
            "The organization that it is limited to. Default: the only one.", valueName: "uuid"))
    var organization: String?

    @Flag(help: "Let it reach the things of all organizations, also of those to come.")
    var allOrganizations = false

    @Option(
        help: ArgumentHelp(
            "When it ends, from now on, such as 90d. Default: never.", valueName: "span"))
    var lifetime: Span?

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard organization == nil || !allOrganizations else {
            throw ValidationError("--organization and --all-organizations exclude each other")
        }
    }

    func run() throws {
        let organization = try organization.map { text in
            guard let id = OrganizationID(text) else {
                throw ValidationError("this is not an organization's id")
            }
            return id
        }
        let scopes = try scope.map { name in
            guard let scope = TokenScope(rawValue: name) else {
                let all = TokenScope.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("unknown scope \(name.prefix(64)); the scopes are \(all)")
            }
            return scope
        }
        let registry = try options.markedRegistry()
        let owner = allOrganizations ? nil : try Self.owner(organization, registry.organizations)
        let now = try Clock.now()
        let allowed = scopes.isEmpty ? TokenScope.allCases : scopes
        let token = try BearerToken.make(
            name, scopes: Set(allowed), organization: owner,
            expiresAt: lifetime.map { now + $0.duration }, registry.tokens, now)
        try output.print(
            NewTokenReport(
                id: "\(token.id)", name: name, scopes: Set(allowed).sorted().map(\.rawValue),
                organization: owner.map { "\($0)" },
                expiresAt: lifetime.map { "\(now + $0.duration)" }, token: token.text))
    }

    /// The organization that was named, or the only one.
    private static func owner(
        _ named: OrganizationID?, _ organizations: Organizations
    ) throws -> OrganizationID {
        let all = try organizations.all()
        if let named {
            guard all.contains(where: { $0.id == named }) else {
                throw ValidationError("there is no such organization")
            }
            return named
        }
        guard all.count == 1, let only = all.first else {
            throw ValidationError(
                "there are \(all.count) organizations, so name one with --organization, or give "
                    + "--all-organizations")
        }
        return only.id
    }
}

/// A token that was made; people get its text alone, to be written into a file.
private struct NewTokenReport: Report {
    let id: String
    let name: String
    let scopes: [String]
    let organization: String?
    let expiresAt: String?
    let token: String

    func text(_ style: Style) -> String { token }
}

/// `latchkeyd token list`: which tokens there are.
struct TokenListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show all tokens, without their secrets.")

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let now = try Clock.now()
        try output.print(
            TokensReport(
                tokens: options.registry().tokens.all().map { TokensReport.Token($0, now: now) }))
    }
}

/// What is known of the tokens.
private struct TokensReport: Report {
    struct Token: Encodable {
        let id: String
        let name: String
        let scopes: [String]
        /// The organization it is limited to; nil for all.
        let organization: String?
        let createdAt: String
        let expiresAt: String?
        let revokedAt: String?
        let isGood: Bool

        init(_ token: APITokenRecord, now: Timestamp) {
            id = "\(token.id)"
            name = token.name
            scopes = token.scopes.sorted().map(\.rawValue)
            organization = token.organization.map { "\($0)" }
            createdAt = "\(token.createdAt)"
            expiresAt = token.expiresAt.map { "\($0)" }
            revokedAt = token.revokedAt.map { "\($0)" }
            isGood = token.isGood(at: now)
        }
    }

    let tokens: [Token]

    func text(_ style: Style) -> String {
        var table = Table("id", "state", "name", "scopes")
        for token in tokens {
            table.add(
                token.id, token.isGood ? "good" : "ended", token.name,
                token.scopes.joined(separator: " "))
        }
        return table.text(style)
    }
}

/// `latchkeyd token revoke`: takes one back.
struct TokenRevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Revoke a token.")

    @Argument(help: ArgumentHelp("The token's id.", valueName: "uuid"))
    var id: String

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        guard let id = APITokenID(id) else { throw ValidationError("this is not a token's id") }
        try options.markedRegistry().tokens.revoke(id, now: Clock.now())
    }
}
