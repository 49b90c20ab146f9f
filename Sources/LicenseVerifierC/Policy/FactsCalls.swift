// The names are those of latchkey.h, where each function is documented.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

package import CLatchkey
import LicenseVerifier

@c @implementation
package func latchkey_facts_new(
    _ organization: UnsafePointer<CChar>?, _ organizationLength: Int,
    _ benefit: UnsafePointer<CChar>?, _ benefitLength: Int, _ prefix: UnsafePointer<CChar>?,
    _ prefixLength: Int, _ facts: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(facts, "facts", error) { () throws(Failure) in
        var presented = PresentedFacts(benefit: .any, prefix: .any)
        if unsafe organization != nil {
            let text = unsafe try Input.text(organization, organizationLength, "organization")
            guard let id = OrganizationID(text) else {
                throw .badArgument("organization", "a UUID")
            }
            presented.organization = id
        }
        if unsafe benefit != nil {
            presented.benefit = .oneOf([])
            if benefitLength != 0 {
                presented.benefit = .oneOf([unsafe try benefitID(benefit, benefitLength)])
            }
        }
        if unsafe prefix != nil {
            presented.prefix = .oneOf([])
            if prefixLength != 0 {
                presented.prefix = .oneOf([unsafe try licensePrefix(prefix, prefixLength)])
            }
        }
        return FactsContent(presented)
    }
}

@c @implementation
package func latchkey_facts_add_benefit(
    _ facts: OpaquePointer?, _ benefit: UnsafePointer<CChar>?, _ length: Int,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe change(facts, error) { (facts) throws(Failure) in
        facts.benefit = unsafe try facts.benefit.adding(benefitID(benefit, length), "benefit")
    }
}

@c @implementation
package func latchkey_facts_add_prefix(
    _ facts: OpaquePointer?, _ prefix: UnsafePointer<CChar>?, _ length: Int,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe change(facts, error) { (facts) throws(Failure) in
        facts.prefix = unsafe try facts.prefix.adding(licensePrefix(prefix, length), "prefix")
    }
}

@c @implementation
package func latchkey_facts_condition_text(
    _ facts: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ nameLength: Int,
    _ text: UnsafePointer<CChar>?, _ length: Int, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe change(facts, error) { (facts) throws(Failure) in
        let value = unsafe ConditionValue.text(try Input.text(text, length, "text"))
        unsafe try facts.present(conditionKey(name, nameLength), value)
    }
}

@c @implementation
package func latchkey_facts_condition_integer(
    _ facts: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ nameLength: Int,
    _ integer: Int64, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe change(facts, error) { (facts) throws(Failure) in
        unsafe try facts.present(conditionKey(name, nameLength), .integer(integer))
    }
}

@c @implementation
package func latchkey_facts_condition_bool(
    _ facts: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ nameLength: Int,
    _ boolean: Int32, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe change(facts, error) { (facts) throws(Failure) in
        guard boolean == 0 || boolean == 1 else { throw .badArgument("boolean", "0 or 1") }
        unsafe try facts.present(conditionKey(name, nameLength), .bool(boolean == 1))
    }
}

@c @implementation
package func latchkey_facts_skip(
    _ facts: OpaquePointer?, _ question: Int32, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe change(facts, error) { (facts) throws(Failure) in
        switch Int(question) {
        case LATCHKEY_QUESTION_CONDITIONS: facts.judgesConditions = false
        case LATCHKEY_QUESTION_ACTIVATION: facts.activation = .notJudged
        case LATCHKEY_QUESTION_USAGE: facts.usage = .notJudged
        case LATCHKEY_QUESTION_RELEASE: facts.release = .notJudged
        default: throw .badArgument("question", "one of LATCHKEY_QUESTION_…")
        }
    }
}

@c @implementation
package func latchkey_facts_used(
    _ facts: OpaquePointer?, _ units: UInt64, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe change(facts, error) { (facts) throws(Failure) in facts.usage = .used(units) }
}

@c @implementation
package func latchkey_facts_release(
    _ facts: OpaquePointer?, _ releasedAt: Int64, _ majorVersion: UInt64,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe change(facts, error) { (facts) throws(Failure) in
        facts.release = .build(
            releasedAt: try Input.time(releasedAt, "released_at"), majorVersion: majorVersion)
    }
}

@c @implementation
package func latchkey_facts_clock(
    _ facts: OpaquePointer?, _ reading: Int64, _ signedAt: Int64,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe change(facts, error) { (facts) throws(Failure) in
        facts.clock = .reading(
            try Input.time(reading, "reading"), signed: try Input.time(signedAt, "signed_at"))
    }
}

@c @implementation
package func latchkey_facts_notice(
    _ facts: OpaquePointer?, _ seconds: Int64, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe change(facts, error) { (facts) throws(Failure) in
        guard (0...Limits.maxSpanSeconds).contains(seconds) else {
            throw .badArgument("seconds", "from 0 to ten years")
        }
        facts.expiryNotice = .seconds(seconds)
    }
}

@c @implementation
package func latchkey_facts_list(
    _ facts: OpaquePointer?, _ list: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe change(facts, error) { (facts) throws(Failure) in
        facts.status = unsafe .list(try Call.content(list, "list"))
    }
}

@c @implementation
package func latchkey_facts_staple(
    _ facts: OpaquePointer?, _ staple: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe change(facts, error) { (facts) throws(Failure) in
        facts.status = unsafe .staple(
            try Call.content(staple, "staple", as: StapleContent.self).staple)
    }
}

private func change(
    _ facts: OpaquePointer?, _ error: HandleOut,
    _ body: (inout PresentedFacts) throws(Failure) -> Void
) -> latchkey_result {
    unsafe Call.run(error) { () throws(Failure) in
        unsafe try Call.content(facts, "facts", as: FactsContent.self).change(body)
    }
}

private func benefitID(
    _ text: UnsafePointer<CChar>?, _ length: Int
) throws(Failure) -> BenefitID {
    guard let id = BenefitID(unsafe try Input.text(text, length, "benefit")) else {
        throw .badArgument("benefit", "a UUID")
    }
    return id
}

private func licensePrefix(
    _ text: UnsafePointer<CChar>?, _ length: Int
) throws(Failure) -> LicensePrefix {
    guard let prefix = LicensePrefix(unsafe try Input.text(text, length, "prefix")) else {
        throw .badArgument("prefix", "a brand prefix of capital letters and digits")
    }
    return prefix
}

private func conditionKey(
    _ text: UnsafePointer<CChar>?, _ length: Int
) throws(Failure) -> ConditionKey {
    guard let key = ConditionKey(unsafe try Input.text(text, length, "name")) else {
        throw .badArgument("name", "of the form [a-z][a-z0-9._-]{0,63}")
    }
    return key
}

extension PresentedFacts {
    fileprivate mutating func present(
        _ key: ConditionKey, _ value: ConditionValue
    ) throws(Failure) {
        guard let condition = Condition(key, value) else {
            throw .badArgument("value", "within the range of conditions")
        }
        // No license has more, and each is compared with all.
        guard conditions.count < 2 * Limits.maxConditions else {
            throw .badArgument("facts", "of at most 64 conditions")
        }
        judgesConditions = true
        conditions.append(condition)
    }
}

extension Expected {
    fileprivate func adding(_ value: Value, _ name: StaticString) throws(Failure) -> Expected {
        switch self {
        case .exactly(let only): .oneOf([only, value])
        case .oneOf(let values): .oneOf(values.union([value]))
        case .any: throw .badArgument(name, "added only where one was named before")
        }
    }
}
