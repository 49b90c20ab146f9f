import CBOR
import LicenseIssuer
import LicenseVerifier
package import SQLDatabase

extension Benefit: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        var terms = LicenseTerms(prefix: try row.parsed(text: "prefix") { LicensePrefix($0) })
        for field in TermsField.allCases { try terms.read(field, from: row) }
        self.init(
            id: try row["id"],
            name: try row.parsed(text: "name") { BenefitName($0) }, terms: terms,
            activationInstructions: try row["activation_instructions"],
            seatMoves: try SeatMoveRule(row).limit)
    }

    /// The columns that an edit may change, and what they hold.
    func columns(changedAt now: Timestamp) -> [(column: String, value: SQLValue)] {
        [("name", .text("\(name)"))]
            + TermsField.allCases.map { ($0.column, terms.columnValue(of: $0)) }
            + [
                ("activation_instructions", .text(activationInstructions)),
                ("seat_moves", .optional(seatMoves?.moves)),
                ("seat_moves_period", .optional(seatMoves?.period.components.seconds)),
                ("changed_at", .time(now)),
            ]
    }
}

extension TermsField {
    /// The column of the table `benefit` that holds the term.
    fileprivate var column: String { self == .enforcement ? "is_advisory" : rawValue }
}

extension LicenseTerms {
    /// Takes a term from its column.
    fileprivate mutating func read(_ field: TermsField, from row: SQLRow) throws(SQLError) {
        let column = field.column
        let value: TermsValue
        switch field.kind {
        case .text: value = .text(try row.text(column))
        case .count, .span:
            guard let number = try row.optionalInteger(column) else { return }
            value = .number(number)
        case .choice: value = .text(try row[column] ? "advise" : "deny")
        // These two keep the order that the issuer gave.
        case .names:
            entitlements = try row.parsed(text: column, Self.entitlements(joined:))
            return
        case .conditions:
            conditions = try row.parsed(column, Self.conditions(encoded:))
            return
        }
        guard set(field, to: value) else { throw .column(column) }
    }

    /// What a term's column holds.
    fileprivate func columnValue(of field: TermsField) -> SQLValue {
        if field == .enforcement { return .flag(enforcement == .advise) }
        switch value(of: field) {
        case nil: return .null
        case .text(let text): return .text(text)
        case .number(let number): return .integer(number)
        case .names(let names): return .text(names.joined(separator: " "))
        case .conditions: return .blob(Self.encoded(conditions))
        }
    }

    private static func entitlements(joined text: String) -> [Entitlement]? {
        let names = text.split(separator: " ")
        let entitlements = names.compactMap { Entitlement($0) }
        return entitlements.count == names.count ? entitlements : nil
    }

    /// Names and values in turn, so that the order that the issuer gave is kept.
    private static func encoded(_ conditions: [Condition]) -> [UInt8] {
        let items = conditions.flatMap { condition in
            [.text("\(condition.key)"), condition.value.item]
        }
        return CBORItem.array(items).encoded
    }

    private static func conditions(encoded bytes: [UInt8]) -> [Condition]? {
        // What does not decode is damage, which the caller reports by the column.
        guard
            let items = try? CBORDecoder.decode(
                bytes[...], limits: CBORLimits(depth: 1, entries: 2 * Limits.maxConditions)
            ).array, items.count.isMultiple(of: 2)
        else { return nil }
        var conditions: [Condition] = []
        for index in stride(from: 0, to: items.count, by: 2) {
            guard let key = items[index].text.flatMap({ ConditionKey($0) }),
                let value = ConditionValue(items[index + 1]),
                let condition = Condition(key, value)
            else { return nil }
            conditions.append(condition)
        }
        return conditions
    }
}
