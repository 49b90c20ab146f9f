import CBOR

extension PostgresURL {
    /// Reads what follows `postgresql:`.
    init(parsing text: Substring) throws(DatabaseURLFault) {
        guard text.hasPrefix("//"), !text.contains("#") else { throw .scheme }
        var rest = text.dropFirst(2)
        let query = rest.firstIndex(of: "?").map { rest[rest.index(after: $0)...] }
        rest = rest.prefix { $0 != "?" }
        guard let slash = rest.firstIndex(of: "/") else { throw .database }
        let name = try Self.decoded(rest[rest.index(after: slash)...])
        guard !name.isEmpty, !rest[rest.index(after: slash)...].contains("/") else {
            throw .database
        }
        var parameters = try Self.authority(rest[..<slash])
        parameters.append(Parameter(name: "dbname", value: name))
        for parameter in try Self.query(query) {
            guard !parameters.contains(where: { $0.name == parameter.name }) else {
                throw .repeated(name: parameter.name)
            }
            parameters.append(parameter)
        }
        self.parameters = parameters
        try checkHosts()
    }

    /// Reads `[user[:password]@][host[:port]][,…]`.
    private static func authority(
        _ text: Substring
    ) throws(DatabaseURLFault) -> [Parameter] {
        var parameters: [Parameter] = []
        var servers = text
        if let at = text.lastIndex(of: "@") {
            servers = text[text.index(after: at)...]
            let parts = text[..<at].split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            for (name, part) in zip(["user", "password"], parts) {
                let value = try decoded(part)
                guard !value.isEmpty else { throw .parameter(name: name) }
                parameters.append(Parameter(name: name, value: value))
            }
        }
        guard !servers.isEmpty else { return parameters }
        var hosts: [String] = []
        var ports: [String] = []
        for server in servers.split(separator: ",", omittingEmptySubsequences: false) {
            let (host, port) = try Self.server(server)
            hosts.append(host)
            ports.append(port)
        }
        parameters.append(Parameter(name: "host", value: hosts.joined(separator: ",")))
        if ports.contains(where: { !$0.isEmpty }) {
            parameters.append(Parameter(name: "port", value: ports.joined(separator: ",")))
        }
        return parameters
    }

    /// A name or an address, one of IP version 6 in brackets, and perhaps a port.
    private static func server(
        _ text: Substring
    ) throws(DatabaseURLFault) -> (host: String, port: String) {
        var host: Substring
        var rest: Substring
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { throw .host }
            host = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
            guard host.utf8.allSatisfy({ ":.%".utf8.contains($0) || isAlphanumeric($0) }) else {
                throw .host
            }
        } else {
            host = text.prefix { $0 != ":" }
            rest = text[host.endIndex...]
            host = Substring(try decoded(host))
            guard
                host.hasPrefix("/")
                    || host.utf8.allSatisfy({ "-._".utf8.contains($0) || isAlphanumeric($0) })
            else { throw .host }
        }
        guard !host.isEmpty, !host.contains(",") else { throw .host }
        guard !rest.isEmpty else { return (String(host), "") }
        rest = rest.dropFirst()
        guard text[..<rest.startIndex].last == ":", rest.utf8.allSatisfy(isDigit),
            let port = UInt16(rest), port > 0
        else { throw .port }
        return (String(host), String(rest))
    }

    private static func query(_ text: Substring?) throws(DatabaseURLFault) -> [Parameter] {
        guard let text else { return [] }
        var parameters: [Parameter] = []
        for part in text.split(separator: "&", omittingEmptySubsequences: false) {
            let name = String(part.prefix { $0 != "=" })
            guard let values = values[name], part.utf8.count > name.utf8.count + 1 else {
                throw .parameter(name: String(name.prefix(64)))
            }
            let value = try decoded(part.dropFirst(name.count + 1))
            guard values.contain(value) else { throw .parameter(name: name) }
            guard !parameters.contains(where: { $0.name == name }) else {
                throw .repeated(name: name)
            }
            parameters.append(Parameter(name: name, value: value))
        }
        return parameters
    }

    /// libpq takes a host that is not named from its environment, which nobody has checked.
    private func checkHosts() throws(DatabaseURLFault) {
        let hosts = value("host").split(separator: ",", omittingEmptySubsequences: false)
        guard hosts.allSatisfy({ !$0.isEmpty }) else { throw .host }
        let isLocal = hosts.allSatisfy { host in
            host.hasPrefix("/") || host == "localhost" || host == "::1"
                || host.hasPrefix("127.") && host.utf8.allSatisfy { $0 == 0x2e || Self.isDigit($0) }
        }
        guard isLocal || !value("sslmode").isEmpty else { throw .encryption }
    }

    /// Puts the characters in that are written as `%` and two hexadecimal digits.
    private static func decoded(_ text: Substring) throws(DatabaseURLFault) -> String {
        var bytes: [UInt8] = []
        var rest = Substring(text).utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(Substring(rest.prefix(2)))
            guard digits.utf8.count == 2, let decoded = Hexadecimal.decode(digits) else {
                throw .escape
            }
            bytes += decoded
            rest = rest.dropFirst(2)
        }
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw .escape
        }
        return text
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }
}

/// What a parameter of a URL may say.
private enum ParameterValues {
    case text
    case number
    case numbers
    case oneOf(Set<String>)

    func contain(_ value: String) -> Bool {
        switch self {
        case .text: true
        case .number: Int32(value).map { $0 >= 0 } ?? false
        case .numbers: value.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2c }
        case .oneOf(let values): values.contains(value)
        }
    }
}

extension PostgresURL {
    /// The parameters that a URL may have; each is libpq's.
    private static let values: [String: ParameterValues] = [
        "application_name": .text,
        "channel_binding": .oneOf(["disable", "prefer", "require"]),
        "connect_timeout": .number,
        "gssencmode": .oneOf(["disable", "prefer", "require"]),
        "host": .text,
        "keepalives": .oneOf(["0", "1"]),
        "keepalives_count": .number,
        "keepalives_idle": .number,
        "keepalives_interval": .number,
        "krbsrvname": .text,
        "options": .text,
        "passfile": .text,
        "port": .numbers,
        "ssl_max_protocol_version": .oneOf(["TLSv1.2", "TLSv1.3"]),
        "ssl_min_protocol_version": .oneOf(["TLSv1.2", "TLSv1.3"]),
        "sslcert": .text,
        "sslcrl": .text,
        "sslcrldir": .text,
        "sslkey": .text,
        "sslmode": .oneOf([
            "disable", "allow", "prefer", "require", "verify-ca", "verify-full",
        ]),
        "sslrootcert": .text,
        "sslsni": .oneOf(["0", "1"]),
        "target_session_attrs": .oneOf(["any", "primary", "read-write"]),
        "tcp_user_timeout": .number,
    ]
}
