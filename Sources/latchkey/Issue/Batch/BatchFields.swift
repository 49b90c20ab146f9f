import Foundation
import LicenseIssuer
import LicenseVerifier
import Terminal

/// What a row of a batch says about its license; what it leaves out is the benefit's.
struct BatchFields {
    /// The column names, as the manual lists them.
    enum Name: String, CaseIterable {
        case customer, lifetime, activations, usage, entitlements, conditions, license
        case notBefore = "not_before"
    }

    /// The prefix of a column that holds one condition, such as `condition.region`.
    static let conditionPrefix = "condition."

    /// The license that is there already, where the row changes one.
    var license: LicenseID?
    var customer: String?
    var lifetime: Lifetime?
    var notBefore: Timestamp?
    var activations: SeatsArgument?
    var usage: CountArgument?
    var entitlements: [Entitlement]?
    var conditions: [Condition] = []

    /// Reads one field; an empty one says nothing.
    mutating func set(_ name: String, _ text: String) throws(BatchFault) {
        guard !text.isEmpty else { return }
        if name.hasPrefix(Self.conditionPrefix) {
            let key = name.dropFirst(Self.conditionPrefix.count)
            conditions.append(try Self.parsed(name, text) { Condition(argument: "\(key)=\($0)") })
            return
        }
        guard let name = Name(rawValue: name) else { throw .unknownColumn(name) }
        switch name {
        case .license: license = try Self.parsed(name.rawValue, text) { LicenseID($0) }
        case .customer: customer = text
        case .lifetime: lifetime = try Self.parsed(name.rawValue, text) { Lifetime($0) }
        case .notBefore: notBefore = try Self.parsed(name.rawValue, text) { Timestamp($0) }
        case .activations:
            activations = try Self.parsed(name.rawValue, text) { SeatsArgument(argument: $0) }
        case .usage: usage = try Self.parsed(name.rawValue, text) { CountArgument(argument: $0) }
        case .entitlements:
            entitlements = try text.split(separator: " ").map { word throws(BatchFault) in
                try Self.parsed(name.rawValue, String(word)) { Entitlement($0) }
            }
        case .conditions:
            conditions = try text.split(separator: ";").map { word throws(BatchFault) in
                try Self.parsed(name.rawValue, String(word)) { Condition(argument: $0) }
            }
        }
    }

    /// The row's license: the template with what the row says instead.
    func row(
        from template: LicenseTerms, benefit: BenefitID, customer: CustomerID?,
        statusIndex: StatusIndex?
    ) -> BatchRow {
        var terms = template
        if let lifetime { terms.lifetime = lifetime }
        if let activations { terms.activationLimit = activations.limit }
        if let usage { terms.usageLimit = usage.count }
        if let entitlements { terms.entitlements = entitlements }
        for condition in conditions {
            terms.conditions.removeAll { $0.key == condition.key }
            terms.conditions.append(condition)
        }
        var grant = Grant(benefit)
        grant.customer = customer
        grant.notBefore = notBefore
        grant.statusIndex = statusIndex
        return BatchRow(terms, for: grant)
    }

    private static func parsed<Value>(
        _ name: String, _ text: String, _ parse: (String) -> Value?
    ) throws(BatchFault) -> Value {
        guard let value = parse(text) else { throw .value(column: name, text) }
        return value
    }
}

/// What is wrong with a row of a batch.
enum BatchFault: Error {
    case unknownColumn(String)
    case duplicateColumn(String)
    case value(column: String, String)
    case fieldCount(Int, expected: Int)
    case record(String)
}

extension BatchFault: CustomStringConvertible {
    var description: String {
        switch self {
        case .unknownColumn(let name): "\(quoted(name)) is not a column of a batch"
        case .duplicateColumn(let name): "the column \(quoted(name)) appears twice"
        case .value(let column, let text): "\(quoted(text)) cannot be a value of \(column)"
        case .fieldCount(let count, let expected):
            "there are \(count) fields where the header has \(expected)"
        case .record(let reason): reason
        }
    }
}
