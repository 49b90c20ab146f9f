import LicenseVerifier

/// The newest updates of a sale, and what follows from them for each benefit.
///
/// Each level keeps its latest update by time, and the worse of both holds, so that the end is the
/// same in whatever order the updates come.
struct SaleState: Equatable {
    /// The latest status of a sale, or of one benefit.
    struct Update: Equatable {
        var status: SaleStatus
        var occurredAt: ExactTime

        /// Whether another update takes this one's place.
        func isSuperseded(by other: Update) -> Bool {
            (occurredAt.microseconds, status.rawValue)
                < (other.occurredAt.microseconds, other.status.rawValue)
        }
    }

    /// Of the sale as a whole.
    var whole: Update?
    /// What the whole gives; nil where no update has said.
    var gives: [BenefitID]?
    /// When the whole ends by itself.
    var endsAt: Timestamp?
    /// Of single benefits.
    var benefits: [BenefitID: Update] = [:]

    /// What holds for a benefit; nil where nothing was said.
    func status(of benefit: BenefitID) -> SaleStatus? {
        let single = benefits[benefit]?.status
        guard let whole else { return single }
        // What is said of one benefit counts alone: the shop can give more than its product says.
        let isGiven = gives.map { $0.contains(benefit) } ?? true
        return max(whole.status, single ?? (isGiven ? .granted : .revoked))
    }

    /// Whether nothing was ever said.
    var isEmpty: Bool { whole == nil && benefits.isEmpty }

    /// Takes a notice; false for one that comes too late to change anything.
    mutating func take(_ notice: SaleNotice) -> Bool {
        let update = Update(status: notice.status, occurredAt: notice.occurredAt)
        switch notice.scope {
        case .benefit(let benefit):
            guard benefits[benefit]?.isSuperseded(by: update) ?? true else { return false }
            benefits[benefit] = update
            return true
        case .whole(let gives):
            let isNewer = whole?.isSuperseded(by: update) ?? true
            let before = self.gives
            if notice.sale.kind == .order {
                // What was bought once stays bought: notices only tell more of it.
                add(gives)
            } else if isNewer, let gives, !gives.isEmpty || self.gives != nil {
                self.gives = gives
            }
            if isNewer {
                whole = update
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
