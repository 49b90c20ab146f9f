import LicenseVerifier

/// Where a vendor answers devices, and where its documents lie.
///
/// A machine's owner may name addresses; what is not named is taken from the vendor's newest trust
/// bundle, which is signed.
public struct ServiceAddresses: Equatable, Sendable {
    /// The service's addresses, without a slash at the end; the first that answers is used.
    public let services: [String]
    /// Where any web server hands out status lists, staples and the trust bundle; nil for none.
    public let statusBase: String?

    /// Takes addresses that are encrypted, or on this machine.
    public init(
        services: [String], statusBase: String? = nil
    ) throws(SyncClientError) {
        self.services = try services.map(Self.checked)
        self.statusBase = try statusBase.map(Self.checked)
    }

    private init(known services: [String], _ statusBase: String?) {
        self.services = services
        self.statusBase = statusBase
    }

    /// Whether there is nobody to ask.
    var isEmpty: Bool { services.isEmpty && statusBase == nil }

    /// These, with a bundle's where none were named: who names a service may reach nothing else.
    ///
    /// An address of a bundle that no client may use is left out: the vendor's other ones may do.
    func completed(by bundle: TrustBundle?) -> ServiceAddresses {
        guard services.isEmpty, let bundle else { return self }
        return ServiceAddresses(
            known: bundle.serviceURLs.compactMap { try? Self.checked($0) },
            statusBase ?? bundle.statusBase.flatMap { try? Self.checked($0) })
    }

    private static func checked(_ address: String) throws(SyncClientError) -> String {
        let isLocal = ["http://127.0.0.1", "http://[::1]", "http://localhost"].contains { base in
            address == base || address.hasPrefix(base + ":") || address.hasPrefix(base + "/")
        }
        guard isLocal || (address.hasPrefix("https://") && address != "https://") else {
            throw .address(address)
        }
        return address.hasSuffix("/") ? String(address.dropLast()) : address
    }
}

/// A document, wherever it may lie.
struct DocumentSource {
    /// Servers that have it under the same path; the first that answers is used.
    let servers: [String]
    let path: String
    /// Where a service has it that does not know the path; nil for nowhere else.
    var formerPath: String?
    /// How it is called where it was fetched: an address for a server of files.
    let name: String
}

extension ServiceAddresses {
    /// The trust bundle, of which the service has the newest.
    func trust(of organization: OrganizationID?) -> [DocumentSource] {
        sources("/trust", of: organization, file: "/trust").reversed()
    }

    /// A status list.
    func list(_ shard: UInt32, of organization: OrganizationID?) -> [DocumentSource] {
        sources("/status-lists/\(shard)", of: organization, file: "/\(shard)")
    }

    /// What has changed in a status list in some time.
    func delta(
        _ shard: UInt32, _ period: DeltaPeriod, of organization: OrganizationID?
    ) -> [DocumentSource] {
        let file = "/\(shard).\(period.rawValue)"
        return sources("/status-lists" + file, of: organization, file: file)
    }

    /// The status of one license, where a vendor publishes it by itself.
    func staple(of license: LicenseID) -> [DocumentSource] {
        statusBase.map { [Self.file("/staples/\(license)", at: $0)] } ?? []
    }

    /// Files first: they cost the service nothing.
    ///
    /// One service may work for several organizations; without a name it hands out what is the first
    /// one's.
    private func sources(
        _ path: String, of organization: OrganizationID?, file: String
    ) -> [DocumentSource] {
        let files = statusBase.map { [Self.file(file, at: $0)] } ?? []
        guard !services.isEmpty else { return files }
        let short = "/v1" + path
        guard let organization else {
            return files + [DocumentSource(servers: services, path: short, name: short)]
        }
        let own = "/v1/organizations/\(organization)" + path
        return files + [
            DocumentSource(servers: services, path: own, formerPath: short, name: own)
        ]
    }

    private static func file(_ path: String, at base: String) -> DocumentSource {
        DocumentSource(servers: [base], path: path, name: base + path)
    }
}
