import CommandSupport
import LicenseRegistry
import LicenseVerifier

/// The licenses of a registry by what the rows of a file call them: an id or its first characters, a
/// key, or the name of a customer with one license.
///
/// A row is looked up in memory, where all names are after the first one that needs them. Unlike a
/// name at the command line, one of a row is never taken for a part of another.
struct LicenseDirectory {
    private let registry: Registry
    private var names: [String: [LicenseID]] = [:]
    /// In their order, so that those with the same beginning are together.
    private var ids: [String]?

    init(_ registry: Registry) {
        self.registry = registry
    }

    /// The license that is meant; throws where there is none, or more than one.
    mutating func license(_ text: String) throws -> LicenseRecord {
        if let record = try LicenseReference.known(text, in: registry) { return record }
        if let id = LicenseID(text) { return try LicenseReference.license(id, in: registry) }
        if ReceivedText.read(text).isLikeObject {
            let id = try UnverifiedClaims(of: LicenseInput.key(in: text)).asserted.license
            return try LicenseReference.license(ofKey: id, in: registry)
        }
        if ids == nil { try read() }
        let found = (beginning(text) + (names[LookAlikes.plain(text)] ?? [])).prefix(100)
        return try LicenseReference.only(
            of: found.compactMap { try registry.licenses.find($0) }, text)
    }

    private mutating func read() throws {
        var ids: [String] = []
        for organization in try registry.organizations.all() {
            try registry.licenses.forEach(
                matching: LicenseFilter(organization: organization.id)
            ) { record in
                ids.append(record.claims.license.description)
                if let customer = record.customer {
                    names[LookAlikes.plain(customer), default: []].append(record.claims.license)
                }
            }
        }
        self.ids = ids.sorted()
    }

    private func beginning(_ text: String) -> [LicenseID] {
        let start = text.lowercased()
        guard let ids, start.utf8.count >= LicenseReference.minPrefix,
            start.allSatisfy({ $0.isHexDigit || $0 == "-" })
        else { return [] }
        var (low, high) = (0, ids.count)
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < start { low = middle + 1 } else { high = middle }
        }
        return ids[low...].prefix { $0.hasPrefix(start) }.compactMap { LicenseID($0) }
    }
}
