import ArgumentParser
import CommandSupport
import LicensePostgres
import LicenseRegistry
import LicenseService
import SQLDatabase
import Terminal

/// `latchkeyd registry copy`: from one database into another.
struct RegistryCopyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Move a registry into an empty one, in either kind of database.",
        discussion: """
            Every row of every table, in one transaction, and read back from there. The registry \
            that is read is marked as moved first and refuses writes from then on, so nothing is \
            lost; start the service with the new database. A registry that holds anything is not \
            written over. A password is not given here but in the file that libpq reads: \
            ~/.pgpass, or the one that ?passfile= names.

            Examples:
              latchkeyd registry copy sqlite:/var/lib/latchkeyd/registry.sqlite \\
                "postgresql://latchkey@db.example/latchkey?sslmode=verify-full"
              latchkeyd registry copy \\
                "postgresql://latchkey@/latchkey?host=/run/postgresql" sqlite:copy.sqlite
            """)

    @Argument(help: "The registry to read: sqlite:PATH or postgresql://…")
    var from: String

    @Argument(help: "The registry to fill: sqlite:PATH or postgresql://…")
    var to: String

    @OptionGroup var output: OutputOptions

    func run() throws {
        let (from, to) = (try Self.url(from), try Self.url(to))
        let source = try Registry.open(existing: from, connections: 2, actor: "latchkeyd")
        let target = try empty(to)
        let now = try Clock.now()
        let counts = try RowProgress.shown("copied") { progress in
            try source.maintenance.move(
                to: target.maintenance, named: "\(to)", now: now, progress: progress)
        }
        try output.print(
            CopyReport(from: "\(from)", to: "\(to)", tables: TableRows.all(counts)))
    }

    /// A registry that is there is not migrated first: it may be the wrong one.
    private func empty(_ url: DatabaseURL) throws -> Registry {
        let database = try url.open(connections: 2)
        guard try RegistrySchema.exists(in: database) else {
            return try Registry(database, actor: "latchkeyd", now: Clock.now())
        }
        return try Registry(existing: database, actor: "latchkeyd")
    }

    /// What is on a command line is seen by everybody on the machine.
    ///
    /// Not read by the argument parser, whose message would repeat the password.
    private static func url(_ text: String) throws -> DatabaseURL {
        let url = try DatabaseURL(text)
        if case .postgreSQL(let server) = url, server.hasPassword {
            throw CommandFailure(
                .usage, "a password on the command line is seen by everybody on this machine",
                nextStep: "put it into ~/.pgpass, or into a file that ?passfile= names")
        }
        return url
    }
}

/// What was copied.
private struct CopyReport: Report {
    let from: String
    let to: String
    let tables: [TableRows]

    func text(_ style: Style) -> String {
        "\(TableRows.text(tables, style))\n\(to) holds what \(from) held, which refuses writes from now on"
    }
}
