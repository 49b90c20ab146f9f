import JSON
import LicenseRegistry
import LicenseVerifier

/// A member of an answer that is another one here than it was at the shop.
struct AnswerDifference: Equatable, Sendable {
    /// Where, as `customer.email`; empty for the whole answer.
    let member: String
    /// As the shop had it, fit to be shown.
    let recorded: String
    /// As it is here.
    let here: String
}

/// Compares the answers of a shop with those that are given here.
///
/// Members that are here and were not there are no difference: both shops' interfaces grow by them.
struct AnswerComparison {
    let shop: ShopMessage.Shop
    /// Whether the request made something new, with an id and a time of its own.
    let isMaking: Bool

    func differences(_ recorded: JSON, _ here: JSON) -> [AnswerDifference] {
        var found: [AnswerDifference] = []
        compare(recorded, here, at: [], &found)
        return found
    }

    private func compare(
        _ recorded: JSON, _ here: JSON, at path: [String], _ found: inout [AnswerDifference]
    ) {
        if moves(path) { return }
        switch (recorded, here) {
        case (.object(let old), .object(let new)):
            for member in old.effective {
                let pointer = path + [member.name]
                if let value = new[member.name] {
                    compare(member.value, value, at: pointer, &found)
                } else if !moves(pointer) {
                    found.append(
                        AnswerDifference(
                            member: pointer.joined(separator: "."),
                            recorded: Self.shown(member.value, pointer), here: "absent"))
                }
            }
        case (.array(let old), .array(let new)) where old.count == new.count:
            for (old, new) in zip(old, new) { compare(old, new, at: path + ["[]"], &found) }
        default:
            guard !Self.mean(recorded, here) else { return }
            found.append(
                AnswerDifference(
                    member: path.joined(separator: "."), recorded: Self.shown(recorded, path),
                    here: Self.shown(here, path)))
        }
    }

    /// Whether a member has another value each time, at the shop too.
    private func moves(_ path: [String]) -> Bool {
        guard let name = path.last else { return false }
        if ["modified_at", "last_validated_at", "validations", "updated_at"].contains(name) {
            return true
        }
        return isMaking && path.count == 1 && ["id", "created_at"].contains(name)
    }

    /// Whether two values mean the same: numbers by value, and times by their whole second.
    private static func mean(_ left: JSON, _ right: JSON) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)): left.double == right.double
        case (.string(let left), .string(let right)):
            left == right
                || ExactTime(left).flatMap { left in
                    ExactTime(right).map { left.timestamp == $0.timestamp }
                } ?? false
        default: left == right
        }
    }

    /// A value for people: never a whole key, nothing that a terminal obeys, and not long.
    private static func shown(_ value: JSON, _ path: [String]) -> String {
        if case .array(let items) = value { return "\(items.count) items" }
        if case .object = value { return "an object" }
        guard case .string(let text) = value else {
            return String(decoding: value.encoded, as: UTF8.self)
        }
        let isSecret = ["key", "license_key"].contains(path.last)
        let shown = isSecret ? LicenseKey.masked(text) : VisibleText.cleaned(text)
        return "“\(shown.prefix(64))”"
    }
}

extension AnswerDifference {
    /// Whether the shop's article names the difference among those that there always are.
    func isKnown(at shop: ShopMessage.Shop) -> Bool {
        let path = member.split(separator: ".")
        guard let name = path.last else { return false }
        switch shop {
        case .polar:
            if ["member", "member_id", "subscription", "order"].contains(path[0]) { return true }
            return path.count > 1 && ["customer", "user"].contains(path[path.count - 2])
                && !["id", "email", "name", "public_name", "external_id", "metadata"].contains(name)
        case .dodo:
            // Status and code say what happened; the sentence beside them is for people.
            return Self.dodoIDs.contains(String(name)) || name == "phone_number"
                || member == "message" || member == "product.name"
        }
    }

    /// Ids have Dodo's form and another content here.
    private static let dodoIDs: Set = [
        "id", "business_id", "brand_id", "customer_id", "product_id", "license_key_id",
        "entitlement_id",
    ]
}
