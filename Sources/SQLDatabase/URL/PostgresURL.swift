/// A PostgreSQL server and a database on it, with what one needs to be let in.
///
/// For a server on another machine the URL must say with `sslmode` whether the way there is
/// encrypted and the server is checked: libpq's own default would quietly do without both. The
/// password is never part of a description.
public struct PostgresURL: Equatable, Sendable {
    /// One name and value for libpq.
    package struct Parameter: Equatable, Sendable {
        package let name: String
        package let value: String

        /// A parameter of libpq's.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What libpq is told.
    package let parameters: [Parameter]

    /// Whether the password is in the URL, and not in a file that libpq reads.
    public var hasPassword: Bool { !value("password").isEmpty }

    /// The value of a parameter; empty where it is not given.
    func value(_ name: String) -> String {
        parameters.first { $0.name == name }?.value ?? ""
    }
}

extension PostgresURL: CustomStringConvertible, CustomReflectable {
    /// The servers and the name of the database.
    public var description: String {
        let hosts = value("host").split(separator: ",", omittingEmptySubsequences: false)
        let ports = value("port").split(separator: ",", omittingEmptySubsequences: false)
        let servers = hosts.indices.map { index in
            let host = hosts[index].contains(":") ? "[\(hosts[index])]" : String(hosts[index])
            let port = ports.indices.contains(index) ? ports[index] : ""
            return port.isEmpty ? host : "\(host):\(port)"
        }
        return "postgresql://\(servers.joined(separator: ","))/\(value("dbname"))"
    }

    /// The description alone: a dump must not show the password.
    public var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}
