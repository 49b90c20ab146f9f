import LicenseVerifier

/// The newest words on a sale, and what follows from them for each benefit.
///
/// Each level keeps its latest word by time, and the worse of both holds, so that the end is the
/// same in whatever order the words come.
struct SaleState: Equatable {
    /// The latest word on one matter.
    struct Word: Equatable {
        var standing: SaleStatus
        var occurredAt: EventTime

        /// Whether another word takes this one's place.
        func yields(to other: Word) -> Bool {
            (occurredAt.microseconds, standing.rawValue)
                < (other.occurredAt.microseconds, other.standing.rawValue)
        }
    }

    /// On the sale as a whole.
    var whole: Word?
    /// What the whole gives; nil where no word has said.
    var gives: [BenefitID]?
    /// When the whole ends by itself.
    var endsAt: Timestamp?
    /// On single benefits.
    var benefits: [BenefitID: Word] = [:]

    /// What holds for a benefit; nil where nothing was said.
    func standing(of benefit: BenefitID) -> SaleStatus? {
        let single = benefits[benefit]?.standing
        guard let whole else { return single }
        // A single word stands for itself: the shop can give more than its product says.
        let isGiven = gives.map { $0.contains(benefit) } ?? true
        return max(whole.standing, single ?? (isGiven ? .granted : .revoked))
    }

    /// Whether nothing was ever said.
    var isEmpty: Bool { whole == nil && benefits.isEmpty }

    /// Takes a notice; false for one that comes too late to change anything.
    mutating func take(_ notice: SaleNotice) -> Bool {
        let word = Word(standing: notice.standing, occurredAt: notice.occurredAt)
        switch notice.scope {
        case .benefit(let benefit):
            guard benefits[benefit]?.yields(to: word) ?? true else { return false }
            benefits[benefit] = word
            return true
        case .whole(let gives):
            let isNewer = whole?.yields(to: word) ?? true
            let before = self.gives
            if notice.sale.kind == .order {
                // What was bought once stays bought: notices only tell more of it.
                add(gives)
            } else if isNewer, let gives, !gives.isEmpty || self.gives != nil {
                self.gives = gives
            }
            if isNewer {
                whole = word
                endsAt = notice.endsAt
            }
            return isNewer || self.gives != before
        }
    }

    private mutating func add(_ more: [BenefitID]?) {
        guard let more, !more.isEmpty else { return }
        gives = Array(Set((gives ?? []) + more)).sorted()
    }
}
