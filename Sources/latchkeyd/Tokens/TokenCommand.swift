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
            Examples:
              latchkeyd token new shop --scope licenses:write --scope licenses:read
              latchkeyd token new polar --organization 2c1f7a52-0f1e-4c8e-9a3f-6f0d1b2c3d4e
            """)

    @Argument(help: ArgumentHelp("What the audit log calls it.", valueName: "name"))
    var name: String

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("What it allows; may be repeated. Default: all.", valueName: "scope"))
    var scope: [String] = []

    @Option(
        help: ArgumentHelp(
            "The organization that it is limited to. Default: all.", valueName: "uuid"))
    var organization: String?

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

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
        if let organization, try registry.organizations.find(organization) == nil {
            throw ValidationError("there is no such organization")
        }
        let allowed = scopes.isEmpty ? TokenScope.allCases : scopes
        let token = try BearerToken.make(
            name, scopes: Set(allowed), organization: organization, expiresAt: nil,
            registry.tokens, Clock.now())
        try output.print(
            NewTokenReport(
                id: "\(token.id)", name: name, scopes: Set(allowed).sorted().map(\.rawValue),
                organization: organization.map { "\($0)" }, token: token.text))
    }
}

/// A token that was made; people get its text alone, to be written into a file.
private struct NewTokenReport: Report {
    let id: String
    let name: String
    let scopes: [String]
    let organization: String?
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
        /// Whose things it reaches; nil for everybody's.
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
