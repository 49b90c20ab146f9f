// The names are those of latchkey.h, where each function is documented.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

package import CLatchkey
package import LicenseVerifier

/// What is behind a `latchkey_decision`.
package final class DecisionContent: HandleContent {
    package static let kind = HandleKind.decision

    fileprivate let decision: Decision
    fileprivate let license: VerifiedLicense
    fileprivate let texts: BorrowedTexts

    /// A decision about a license, to be asked by a C program.
    package init(_ decision: Decision, about license: VerifiedLicense) {
        self.decision = decision
        self.license = license
        texts = BorrowedTexts(
            count: 3 * (decision.reasons.count + decision.warnings.count) + 1)
    }
}

@c @implementation
package func latchkey_evaluate(
    _ license: OpaquePointer?, _ facts: OpaquePointer?, _ now: Int64,
    _ decision: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(decision, "decision", error) { () throws(Failure) in
        let license = unsafe try Call.content(license, "license", as: LicenseContent.self).license
        let facts = unsafe try Call.content(facts, "facts", as: FactsContent.self).current()
        let now = try Input.time(now, "now")
        return DecisionContent(
            license.evaluate(try facts.facts(about: license.claims), at: now), about: license)
    }
}

@c @implementation
package func latchkey_decision_allowed(_ decision: OpaquePointer?) -> Int32 {
    guard let content = unsafe Call.found(decision, as: DecisionContent.self) else { return -1 }
    return content.decision.isAllowed ? 1 : 0
}

@c @implementation
package func latchkey_decision_count(_ decision: OpaquePointer?, _ kind: Int32) -> Int {
    guard let content = unsafe Call.found(decision, as: DecisionContent.self) else { return 0 }
    return switch Int(kind) {
    case LATCHKEY_REASON: content.decision.reasons.count
    case LATCHKEY_WARNING: content.decision.warnings.count
    default: 0
    }
}

@c @implementation
package func latchkey_decision_code(
    _ decision: OpaquePointer?, _ kind: Int32, _ index: Int,
    _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    unsafe findingText(decision, kind, index, length, 0)
}

@c @implementation
package func latchkey_decision_message(
    _ decision: OpaquePointer?, _ kind: Int32, _ index: Int,
    _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    unsafe findingText(decision, kind, index, length, 1)
}

@c @implementation
package func latchkey_decision_next_step(
    _ decision: OpaquePointer?, _ kind: Int32, _ index: Int,
    _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    unsafe findingText(decision, kind, index, length, 2)
}

@c @implementation
package func latchkey_decision_step(_ decision: OpaquePointer?, _ kind: Int32, _ index: Int)
    -> Int32
{
    guard let content = unsafe Call.found(decision, as: DecisionContent.self),
        Int(kind) == LATCHKEY_REASON, content.decision.reasons.indices.contains(index)
    else { return 0 }
    return Int32(content.decision.reasons[index].step)
}

@c @implementation
package func latchkey_decision_json(
    _ decision: OpaquePointer?, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    unsafe length?.pointee = 0
    guard let content = unsafe Call.found(decision, as: DecisionContent.self) else { return nil }
    let position = 3 * (content.decision.reasons.count + content.decision.warnings.count)
    return unsafe content.texts.text(position, length) {
        JSONDocument(content.decision, about: content.license).text
    }
}

/// - Parameter part: 0 for the code, 1 for the sentence, 2 for the next step.
private func findingText(
    _ decision: OpaquePointer?, _ kind: Int32, _ index: Int,
    _ length: UnsafeMutablePointer<Int>?, _ part: Int
) -> UnsafePointer<CChar>? {
    unsafe length?.pointee = 0
    guard let content = unsafe Call.found(decision, as: DecisionContent.self), index >= 0 else {
        return nil
    }
    let (reasons, warnings) = (content.decision.reasons, content.decision.warnings)
    switch Int(kind) {
    case LATCHKEY_REASON where index < reasons.count:
        return unsafe content.texts.text(3 * index + part, length) {
            text(of: reasons[index], part)
        }
    case LATCHKEY_WARNING where index < warnings.count:
        return unsafe content.texts.text(3 * (reasons.count + index) + part, length) {
            text(of: warnings[index], part)
        }
    default: return nil
    }
}

private func text(of finding: some Explained, _ part: Int) -> String {
    switch part {
    case 0: finding.code
    case 1: finding.description
    default: finding.nextStep
    }
}
