import ArgumentParser
import LicensePostgres
import LicenseService
import LicenseStore
import LicenseVerifier
import Terminal

/// `latchkeyd token`: bearer tokens of the management interface.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Make bearer tokens, and take them back.",
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

    @Option(help: ArgumentHelp("Whose things it reaches. Default: everybody's.", valueName: "uuid"))
    var organization: String?

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let organization = try organization.map { text in
            guard let id = OrganizationID(text) else {
                throw ValidationError("this is no organization's id")
            }
            return id
        }
        let scopes = try scope.map { word in
            guard let scope = TokenScope(rawValue: word) else {
                let all = TokenScope.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("there is no scope \(word.prefix(64)); there are \(all)")
            }
            return scope
        }
        let store = try options.store()
        if let organization, try store.organization(organization) == nil {
            throw ValidationError("there is no such organization")
        }
        let token = try ServiceHome.newToken(
            name, scopes: Set(scopes.isEmpty ? TokenScope.allCases : scopes),
            organization: organization, expiresAt: nil, store, Clock.now())
        Console.say(token.text)
    }
}

/// `latchkeyd token list`: which tokens there are.
struct TokenListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show all tokens, without their secrets.")

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let now = try Clock.now()
        for token in try options.store().tokens() {
            let scopes = token.scopes.sorted().map(\.rawValue).joined(separator: " ")
            Console.say(
                "\(token.id)  \(token.isGood(at: now) ? "good   " : "ended  ")  \(token.name)  "
                    + scopes)
        }
    }
}

/// `latchkeyd token revoke`: takes one back.
struct TokenRevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take a token back.")

    @Argument(help: ArgumentHelp("The token's id.", valueName: "uuid"))
    var id: String

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        guard let id = APITokenID(id) else { throw ValidationError("this is no token's id") }
        try options.store().revokeToken(id, now: Clock.now())
    }
}

extension ConfigurationOptions {
    /// Where the registry of these settings is.
    func database() throws -> DatabaseURL {
        try ServiceConfiguration(sources()).database
    }

    /// The registry of these settings.
    func store() throws -> Store {
        try Store.open(database(), actor: "latchkeyd", now: Clock.now())
    }
}
