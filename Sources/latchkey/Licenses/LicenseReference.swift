import CommandSupport
import Foundation
import LicenseRegistry
import LicenseVerifier
import Terminal

/// Finds the license that a person means: by its id or the first characters of it, by its key in
/// whichever form people have it, or by the customer.
enum LicenseReference {
    /// The characters of an id that are enough to look for.
    static let minPrefix = 4
    /// The characters of a name that are enough to be told of it.
    private static let minPart = 3
    /// How many licenses or names are told to choose from.
    private static let maxChoices = 5

    /// The license that is meant; throws where there is none, or more than one.
    static func license(_ text: String, in registry: Registry) throws -> LicenseRecord {
        if let record = try known(text, in: registry) { return record }
        if let id = LicenseID(text) { return try license(id, in: registry) }
        if let key = try keyID(text) { return try license(ofKey: key, in: registry) }
        let found = try search(text, registry)
        return try only(of: found, text, near: found.isEmpty ? names(registry) : [])
    }

    /// The license of an id, or of an imported or short key, which may look like an id; nil where
    /// there is none.
    static func known(_ text: String, in registry: Registry) throws -> LicenseRecord? {
        if let id = LicenseID(text), let record = try registry.licenses.find(id) { return record }
        return try registry.licenses.find(named: text)
    }

    /// The license of an id.
    static func license(_ id: LicenseID, in registry: Registry) throws -> LicenseRecord {
        guard let record = try registry.licenses.find(id) else {
            throw CommandFailure(
                .noInput, code: "license.not-found",
                "there is no license \(id) in this registry",
                nextStep: "see the ids with `latchkey licenses list`")
        }
        return record
    }

    /// The license that a key names.
    static func license(ofKey id: LicenseID, in registry: Registry) throws -> LicenseRecord {
        guard let record = try registry.licenses.find(id) else {
            throw CommandFailure(
                .noInput, code: "license.not-found",
                "there is no license \(id) in this registry, though the key names it",
                nextStep: "check that --home names the registry that minted it")
        }
        return record
    }

    /// The customer that is meant: an id, a name, or what comes nearest if that is one customer's.
    static func customer(
        _ text: String, in registry: Registry, of organization: OrganizationID
    ) throws -> CustomerID {
        if let id = CustomerID(text) { return id }
        var filter = LicenseFilter(organization: organization)
        if let id = CustomerReference.id(text, of: organization) {
            filter.customer = id
            if try !registry.licenses.all(matching: filter, before: nil, limit: 1).isEmpty {
                return id
            }
        }
        let records = try named(text, registry, organization)
        let found = Set(records.compactMap(\.claims.customer))
        guard found.count == 1, let only = found.first else {
            throw unknownCustomer(text, records, try names(registry, organization))
        }
        Console.remark("taken for \(quoted(records[0].customer ?? only.description))")
        return only
    }

    // MARK: - Looking

    /// A key that is given need not be genuine: the registry decides what it names.
    private static func keyID(_ text: String) throws -> LicenseID? {
        guard InputFile(path: text).exists || ReceivedText.read(text).isLikeObject else {
            return nil
        }
        return try UnverifiedClaims(of: LicenseInput.key(from: text)).asserted.license
    }

    private static func search(_ text: String, _ registry: Registry) throws -> [LicenseRecord] {
        let start = text.lowercased()
        let isPrefix =
            start.utf8.count >= minPrefix && start.allSatisfy { $0.isHexDigit || $0 == "-" }
        var found: [LicenseRecord] = []
        for organization in try registry.organizations.all() {
            if isPrefix {
                try registry.licenses.forEach(
                    matching: LicenseFilter(organization: organization.id)
                ) { record in
                    if record.claims.license.description.hasPrefix(start) { found.append(record) }
                }
            }
            if found.isEmpty { found = try named(text, registry, organization.id) }
        }
        return found
    }

    /// The licenses of customers with exactly this name, or else with it as a part.
    private static func named(
        _ text: String, _ registry: Registry, _ organization: OrganizationID
    ) throws -> [LicenseRecord] {
        let wanted = LookAlikes.plain(text)
        var (exact, part): ([LicenseRecord], [LicenseRecord]) = ([], [])
        guard !wanted.isEmpty else { return [] }
        try registry.licenses.forEach(matching: LicenseFilter(organization: organization)) {
            record in
            guard let name = record.customer.map(LookAlikes.plain) else { return }
            if name == wanted {
                exact.append(record)
            } else if name.contains(wanted) {
                part.append(record)
            }
        }
        return exact.isEmpty ? part : exact
    }

    private static func names(_ registry: Registry) throws -> [String] {
        try registry.organizations.all().flatMap { try names(registry, $0.id) }
    }

    private static func names(
        _ registry: Registry, _ organization: OrganizationID
    ) throws -> [String] {
        var names: Set<String> = []
        try registry.licenses.forEach(matching: LicenseFilter(organization: organization)) {
            record in
            if let name = record.customer { names.insert(name) }
        }
        return names.sorted()
    }

    // MARK: - Answers

    /// The license that was found, where it is one.
    ///
    /// - Parameter names: the customers of whom one may have been meant.
    static func only(
        of found: [LicenseRecord], _ text: String, near names: [String] = []
    ) throws -> LicenseRecord {
        guard let first = found.first else {
            let choices = choices(nearest(to: text, names))
            throw CommandFailure(
                .noInput, code: "license.not-found", "no license is called \(quoted(text))",
                nextStep: choices.isEmpty
                    ? "see the ids and customers with `latchkey licenses list`"
                    : "perhaps \(choices)")
        }
        guard found.count == 1 else {
            let choices = found.prefix(maxChoices).map { record in
                "\(record.claims.license) (\(record.customer ?? "no customer"))"
            }
            throw CommandFailure(
                .usage, code: "license.several-found",
                "\(found.count) licenses are called \(quoted(text)), such as "
                    + choices.joined(separator: ", "),
                nextStep: "name one by its id")
        }
        return first
    }

    private static func unknownCustomer(
        _ text: String, _ found: [LicenseRecord], _ names: [String]
    ) -> CommandFailure {
        let candidates = Set(found.compactMap(\.customer)).sorted()
        let near = candidates.isEmpty ? nearest(to: text, names) : candidates
        let choices = choices(near)
        return CommandFailure(
            .noInput, code: "customer.not-found",
            candidates.isEmpty
                ? "no customer with a license is called \(quoted(text))"
                : "several customers are called \(quoted(text))",
            nextStep: choices.isEmpty
                ? "see the customers with `latchkey licenses list`" : "perhaps \(choices)")
    }

    private static func choices(_ names: [String]) -> String {
        names.prefix(maxChoices).map { quoted($0) }.joined(separator: ", ")
    }

    /// The names that differ by accents or a few characters, or have the text in them but for
    /// accents.
    private static func nearest(to text: String, _ names: [String]) -> [String] {
        let wanted = bare(text)
        guard !wanted.isEmpty else { return [] }
        let letters = Array(wanted.unicodeScalars)
        return names.prefix(10_000).compactMap { name -> (name: String, distance: Int)? in
            let known = bare(name)
            if letters.count >= minPart, known.contains(wanted) { return (name, 0) }
            let distance = distance(letters, Array(known.unicodeScalars))
            return distance <= max(2, letters.count / 4) && distance < letters.count
                ? (name, distance) : nil
        }.sorted { $0.distance < $1.distance }.map(\.name)
    }

    /// A name as somebody types it who has no accents on the keyboard.
    private static func bare(_ name: String) -> String {
        LookAlikes.plain(name).folding(options: .diacriticInsensitive, locale: nil)
    }

    /// How many characters must be put in, left out or changed.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a == b ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}
