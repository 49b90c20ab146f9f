import JSON
import LicenseRegistry
import LicenseVerifier

/// What a shop's message says, before anybody looks whether it means something here.
struct ShopEvent {
    /// What happened, such as `subscription.revoked`.
    let type: String
    /// When it happened.
    let occurredAt: EventTime
    /// To what.
    let data: JSONObject

    /// Reads the body of a message; nil where it is no event.
    init?(_ body: [UInt8]) {
        // Whatever is wrong with it, it is no event.
        guard let object = try? JSON(parsing: body).object,
            let type = object["type"]?.string,
            let occurredAt = object["timestamp"]?.string.flatMap({ EventTime($0) }),
            let data = object["data"]?.object
        else { return nil }
        self.type = type
        self.occurredAt = occurredAt
        self.data = data
    }

    /// The type for the log, which nobody outside can fill with anything.
    var loggedType: String {
        let isPlain = type.utf8.allSatisfy { byte in
            (97...122).contains(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
        }
        return isPlain && type.utf8.count <= 64 ? type : "other"
    }
}

/// What an event means here.
enum ShopEventMeaning {
    /// News of sales; the ids of products that stand for nothing here beside it.
    case sale(SaleNotice, unmapped: [String])
    /// News of a buyer.
    case buyer(Buyer)
    /// A buyer who is gone, with all that they had.
    case gone(Buyer)
    /// News of these ids, which stand for nothing here.
    case unmapped([String])
    /// Nothing.
    case ignored
    /// A known event that lacks what makes it one.
    case unreadable
}

extension JSONObject {
    func text(_ name: String) -> String? { self[name]?.string }

    func time(_ name: String) -> Timestamp? {
        text(name).flatMap { EventTime($0) }.flatMap {
            Timestamp(secondsSinceEpoch: $0.microseconds / 1_000_000)
        }
    }

    /// A text for people, without what could forge lines and within a length; nil for none.
    func words(_ name: String, upTo limit: Int) -> String? {
        guard let text = text(name) else { return nil }
        let scalars = text.unicodeScalars.filter { $0.properties.generalCategory != .control }
        var kept = ""
        for scalar in scalars {
            guard kept.utf8.count + UTF8.width(scalar) <= limit else { break }
            kept.unicodeScalars.append(scalar)
        }
        return kept.isEmpty ? nil : kept
    }
}

extension ShopPolicy {
    /// What of a sale a list of their ids stands for, and the ids that stand for nothing.
    func mapped(_ ids: [String]) -> (benefits: [BenefitID], unmapped: [String]) {
        let known = ids.compactMap { benefits[$0] }.flatMap(\.self)
        return (Array(Set(known)).sorted(), ids.filter { benefits[$0] == nil })
    }

    /// The end of licenses that are paid until a moment.
    func licensesEnd(paidUntil end: Timestamp?) -> Timestamp? {
        renewalMargin.flatMap { margin in end.map { $0 + margin } }
    }

    /// A notice on a sale as a whole.
    ///
    /// - Parameters:
    ///   - ids: the products that the event names; a sale of none that is known here is nobody's,
    ///     unless something was granted through it before.
    ///   - isComplete: whether these are all, so that the sale gives nothing else any more.
    func notice(
        of sale: Sale, _ organization: OrganizationID, ids: [String], _ standing: SaleStatus,
        at occurredAt: EventTime, buyer: Buyer?, isComplete: Bool = true
    ) -> ShopEventMeaning {
        let (benefits, unmapped) = mapped(ids)
        let gives = benefits.isEmpty && !isComplete ? nil : benefits
        var notice = SaleNotice(
            of: sale, organization: organization, .whole(gives: gives), standing,
            at: occurredAt)
        notice.buyer = buyer
        notice.isOnlyForKnown = benefits.isEmpty
        notice.licensesEndWithPayments = renewalMargin != nil
        return .sale(notice, unmapped: benefits.isEmpty ? unmapped : [])
    }
}
