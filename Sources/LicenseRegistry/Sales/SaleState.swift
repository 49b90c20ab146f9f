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
    /// Until when its licenses are to be good, as far as that was said: the latest of all that were.
    var licensesEnd: Timestamp?
    /// Of single benefits.
    var benefits: [BenefitID: Update] = [:]

    /// What holds for a benefit; nil where nothing was said.
    func status(of benefit: BenefitID) -> SaleStatus? { status(benefits[benefit], of: benefit) }

    /// What holds for one license of the sale; nil where nothing was said.
    func status(of license: SoldLicense) -> SaleStatus? {
        status(latest(of: license), of: license.benefit)
    }

    /// The latest word on a license, be it on it alone or on all of its benefit.
    func latest(of license: SoldLicense) -> Update? {
        guard let word = license.word else { return benefits[license.benefit] }
        guard let single = benefits[license.benefit], word.isSuperseded(by: single) else {
            return word
        }
        return single
    }

    private func status(_ single: Update?, of benefit: BenefitID) -> SaleStatus? {
        guard let whole else { return single?.status }
        // What is said of one benefit counts alone: the shop can give more than its product says.
        let isGiven = gives.map { $0.contains(benefit) } ?? true
        return max(whole.status, single?.status ?? (isGiven ? .granted : .revoked))
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
            let before = (self.gives, licensesEnd)
            if notice.sale.kind == .order {
                // What was bought once stays bought: notices only tell more of it.
                add(gives)
            } else if isNewer, let gives, !gives.isEmpty || self.gives != nil {
                self.gives = gives
            }
            licensesEnd = [licensesEnd, notice.licensesEnd].compactMap(\.self).max()
            if isNewer {
                whole = update
                endsAt = notice.endsAt
            }
            return isNewer || (self.gives, licensesEnd) != before
        }
    }

    private mutating func add(_ more: [BenefitID]?) {
        guard let more, !more.isEmpty else { return }
        gives = Array(Set((gives ?? []) + more)).sorted()
    }
}
