import CSV
import Foundation
import LicenseIssuer
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// What a row of a batch says about its license; what it leaves out is the benefit's.
struct BatchFields {
    /// The column names, as the manual lists them.
    enum Name: String, CaseIterable {
        case customer, email, lifetime, activations, usage, entitlements, conditions, license
        case notBefore = "not_before"

        /// The form in which its values are written.
        var form: String {
            switch self {
            case .customer: "a name or a UUID"
            case .email: "an address as ann@example.com"
            case .lifetime: "30d, 18mo, 2y, perpetual, or a date as 2027-12-31"
            case .notBefore: "a date as 2027-12-31, or a time as 2027-12-31T09:30:00Z"
            case .activations: "a whole number as 1000, unlimited, or none"
            case .usage: "a whole number as 1000, or none"
            case .entitlements: "names of small letters and digits with blanks between, or none"
            case .conditions: "name=value with semicolons between, or none"
            case .license: "a license's id or its first characters, its key, or a customer's name"
            }
        }

        /// The columns of a batch that makes licenses.
        static let ofNewLicenses = Set(allCases).subtracting([.license])
        /// The columns of a table whose licenses are there.
        static let ofChanges = Set(allCases).subtracting([.customer, .email, .notBefore])
    }

    /// The prefix of a column that holds one condition, such as `condition.region`.
    static let conditionPrefix = "condition."

    /// What the row calls the license that it changes; nil where it makes one.
    var license: String?
    var customer: String?
    /// The customer's address, which the registry keeps and no license has in it.
    var email: String?
    var lifetime: Lifetime?
    var notBefore: Timestamp?
    var activations: SeatsArgument?
    var usage: CountArgument?
    var entitlements: [Entitlement]?
    private var conditions: [Condition]?
    /// The columns that are read.
    var names = Name.ofNewLicenses
    /// Where a date begins and ends.
    var zone = DayZone.utc
    /// Whether a column that is not known is passed over.
    var ignoresUnknown = false

    /// The column of a name in whatever case, and in the words of the operator's pages; nil for one
    /// that is unknown.
    static func column(named given: String) -> String? {
        let name = given.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        if name.hasPrefix(conditionPrefix),
            ConditionKey(String(name.dropFirst(conditionPrefix.count))) != nil
        {
            return name
        }
        let plain = TableHeader.plain(given)
        let others = [
            "name": Name.customer, "mail": .email, "e_mail": .email, "customer_email": .email,
            "email_address": .email, "e_mail_address": .email, "end": .lifetime,
            "seats": .activations, "units": .usage,
        ]
        return (Name(rawValue: plain) ?? others[plain])?.rawValue
    }

    /// The same, among the columns that are read where the table is used.
    static func column(named given: String, of names: Set<Name>) -> String? {
        column(named: given).flatMap { column in
            Name(rawValue: column).map(names.contains) ?? true ? column : nil
        }
    }

    /// Reads one field without the white space around it; an empty one says nothing.
    mutating func set(_ name: String, _ given: String) throws(TableFault) {
        guard let text = try TableCell.text(of: given, name) else { return }
        if name.hasPrefix(Self.conditionPrefix) {
            let key = name.dropFirst(Self.conditionPrefix.count)
            try add([try Self.parsed(name, text) { Condition(argument: "\(key)=\($0)") }])
            return
        }
        guard let name = Name(rawValue: name), names.contains(name) else {
            if ignoresUnknown { return }
            throw .unknownColumns([name])
        }
        switch name {
        case .license: license = text
        case .customer: customer = CustomerReference.name(text)
        case .email: email = try Self.parsed(name.rawValue, text) { CustomerAddress($0)?.text }
        case .lifetime:
            lifetime = try Self.parsed(name.rawValue, text) { LifetimeArgument(argument: $0) }
                .lifetime(in: zone)
        case .notBefore:
            notBefore = try Self.parsed(name.rawValue, text) {
                zone.startOfDay($0) ?? Timestamp($0)
            }
        case .activations:
            activations = try Self.parsed(name.rawValue, text) { SeatsArgument(argument: $0) }
        case .usage: usage = try Self.parsed(name.rawValue, text) { CountArgument(argument: $0) }
        case .entitlements:
            let words = text == Self.none ? [] : text.split(separator: " ")
            let items = try words.map { word throws(TableFault) in
                try Self.parsed(name.rawValue, String(word)) {
                    $0 == Self.none ? nil : Entitlement($0)
                }
            }
            if let twice = items.repeatedName { throw .repeated(column: name.rawValue, twice) }
            entitlements = items
        case .conditions:
            let words = text == Self.none ? [] : text.split(separator: ";")
            try add(
                try words.map { word throws(TableFault) in
                    try Self.parsed(name.rawValue, String(word)) { Condition(argument: $0) }
                })
        }
    }

    /// What removes those of the benefit, as with the options.
    private static let none = "none"

    /// Adds conditions, or removes those of the benefit where there are none.
    private mutating func add(_ added: [Condition]) throws(TableFault) {
        let column = Name.conditions.rawValue
        if let conditions, added.isEmpty || conditions.isEmpty {
            throw .value(column: column, Self.none, form: "none only without other conditions")
        }
        let all = (conditions ?? []) + added
        if let twice = all.repeatedName { throw .repeated(column: column, twice) }
        conditions = all
    }

    /// The row's license: the template with what the row says instead.
    func row(
        from template: LicenseTerms, benefit: BenefitID, customer: CustomerID?,
        statusIndex: StatusIndex?
    ) -> BatchRow {
        var terms = stated(over: template).terms
        // Each condition is a term of its own here: the template's others stay.
        if let conditions, !conditions.isEmpty {
            let names = Set(conditions.map(\.key))
            terms.conditions =
                template.conditions.filter { !names.contains($0.key) } + conditions
        }
        var grant = Grant(benefit)
        grant.customer = customer
        grant.notBefore = notBefore
        grant.statusIndex = statusIndex
        return BatchRow(terms, for: grant)
    }

    /// The template with what the row says in its place, and which terms those are.
    func stated(over template: LicenseTerms) -> (terms: LicenseTerms, fields: Set<TermsField>) {
        var (terms, fields) = (template, Set<TermsField>())
        func state<Value>(_ field: TermsField, _ value: Value?, _ set: (Value) -> Void) {
            guard let value else { return }
            set(value)
            fields.insert(field)
        }
        state(.lifetime, lifetime) { terms.lifetime = $0 }
        state(.activationLimit, activations) { terms.activationLimit = $0.limit }
        state(.usageLimit, usage) { terms.usageLimit = $0.count }
        state(.entitlements, entitlements) { terms.entitlements = $0 }
        state(.conditions, conditions) { terms.conditions = $0 }
        return (terms, fields)
    }

    private static func parsed<Value>(
        _ name: String, _ text: String, _ parse: (String) -> Value?
    ) throws(TableFault) -> Value {
        guard let value = parse(text) else {
            throw .value(column: name, text, form: Name(rawValue: name)?.form)
        }
        return value
    }
}
