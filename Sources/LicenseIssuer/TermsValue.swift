package import LicenseVerifier

/// What a term says, in the kinds of values that JSON has.
package enum TermsValue: Equatable, Sendable {
    case text(String)
    case number(Int64)
    case names([String])
    case conditions([String: ConditionValue])
}

extension TermsValue {
    var text: String? { if case .text(let text) = self { text } else { nil } }

    var count: UInt64? {
        guard case .number(let number) = self, (0...Limits.maxCount).contains(number) else {
            return nil
        }
        return UInt64(number)
    }

    var span: Duration? {
        guard case .number(let number) = self, (0...Limits.maxSpanSeconds).contains(number) else {
            return nil
        }
        return .seconds(number)
    }

    var conditions: [Condition]? {
        guard case .conditions(let values) = self, values.count <= Limits.maxConditions else {
            return nil
        }
        let all = values.compactMap { name, value in
            ConditionKey(name).flatMap { Condition($0, value) }
        }
        return all.count == values.count ? all.sorted { $0.key < $1.key } : nil
    }

    var entitlements: [Entitlement]? {
        guard case .names(let names) = self, names.count <= Limits.maxEntitlements else {
            return nil
        }
        let all = Set(names.compactMap { Entitlement($0) })
        return all.count == names.count ? all.sorted() : nil
    }

    var enforcement: Enforcement? {
        switch text {
        case "deny": .deny
        case "advise": .advise
        default: nil
        }
    }
}
