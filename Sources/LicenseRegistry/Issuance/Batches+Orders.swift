public import LicenseIssuer
public import LicenseVerifier

extension Batches {
    /// How many rows are minted in one transaction.
    private static let rowsAtOnce = 25

    /// Orders a batch: its rows are kept until each is minted, which begins once somebody has looked
    /// at them (`resume`).
    ///
    /// Throws `missing` for a benefit that is not there or was deleted.
    ///
    /// - Parameter input: what the rows were read from, as a digest.
    public func order(
        _ id: BatchID, of benefit: BenefitID, rows: [ManualOrder], input: [UInt8], now: Timestamp
    ) throws(RegistryError) {
        let batch = Batch(id: id, name: "csv-\(id)", inputDigest: input, issuedAt: now)
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try BatchOrderChanges(change).begin(batch, of: benefit, rows)
        }
    }

    /// A batch that was ordered.
    public func order(_ id: BatchID) throws(RegistryError) -> BatchOrder? {
        try transactions.read { (reading) throws(RegistryError) in
            try BatchOrderQueries(reading).order(id)
        }
    }

    /// The newest batches that were ordered.
    public func orders(
        of organization: OrganizationID, limit: Int
    ) throws(RegistryError) -> [BatchOrder] {
        try transactions.read { (reading) throws(RegistryError) in
            try BatchOrderQueries(reading).newest(of: organization, limit: limit)
        }
    }

    /// The newest batch of the same input, of which something is minted.
    public func minted(
        of input: [UInt8], organization: OrganizationID
    ) throws(RegistryError) -> BatchOrder? {
        try transactions.read { (reading) throws(RegistryError) in
            try BatchOrderQueries(reading).minted(of: input, organization)
        }
    }

    /// The first rows of a batch that are still to be minted, by their numbers.
    public func rows(
        of id: BatchID, limit: Int
    ) throws(RegistryError) -> [(number: Int, order: ManualOrder)] {
        try transactions.read { (reading) throws(RegistryError) in
            try BatchOrderQueries(reading).rows(of: id, limit: limit)
        }
    }

    /// Gives up batches that nobody has confirmed since a moment.
    public func giveUpUnconfirmed(since moment: Timestamp, now: Timestamp) throws(RegistryError) {
        let isAny = try transactions.read { (reading) throws(RegistryError) in
            try !BatchOrderQueries(reading).unconfirmed(since: moment).isEmpty
        }
        guard isAny else { return }
        try transactions.change(at: now) { (change) throws(RegistryError) in
            for id in try BatchOrderQueries(change).unconfirmed(since: moment) {
                try BatchOrderChanges(change).giveUp(id)
            }
        }
    }

    /// Batches with rows that are to be minted now, the oldest first.
    public func ordersUnderWay() throws(RegistryError) -> [BatchOrder] {
        try transactions.read { (reading) throws(RegistryError) in
            try BatchOrderQueries(reading).underWay()
        }
    }

    /// Mints the next rows of a batch in the name of who ordered it, and says how many.
    ///
    /// A row that cannot be minted halts the batch: the rows before it are minted, and those behind
    /// it wait.
    public func advance(
        _ order: BatchOrder, by issuer: Issuer, now: Timestamp
    ) throws(RegistryError) -> Int {
        do throws(RegistryError) {
            return try mint(Self.rowsAtOnce, of: order, by: issuer, now: now)
        } catch {
            guard error.isAboutLicense else { throw error }
        }
        // One by one, to see which row it is.
        do throws(RegistryError) {
            return try mint(1, of: order, by: issuer, now: now)
        } catch {
            guard error.isAboutLicense else { throw error }
            try transactions.acting(as: order.actor).change(at: now) {
                (change) throws(RegistryError) in
                let minted = try BatchOrderQueries(change).order(order.id)?.mintedRows ?? 0
                try BatchOrderChanges(change).halt(
                    order.id, .row(minted + 1, why: "\(error); \(error.nextStep)"))
            }
            return 0
        }
    }

    private func mint(
        _ limit: Int, of order: BatchOrder, by issuer: Issuer, now: Timestamp
    ) throws(RegistryError) -> Int {
        try transactions.acting(as: order.actor).change(at: now) {
            (change) throws(RegistryError) in
            try BatchOrderChanges(change).mint(limit, of: order.id, by: issuer)
        }
    }

    /// Stops minting a batch; one that stands still or is finished stays as it is.
    public func halt(_ id: BatchID, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try BatchOrderChanges(change).halt(id, .byHand)
        }
    }

    /// Continues a batch that stands still, or begins one that is confirmed by it.
    public func resume(_ id: BatchID, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try BatchOrderChanges(change).resume(id)
        }
    }

    /// Finishes a batch without the rows that are left.
    public func giveUp(_ id: BatchID, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try BatchOrderChanges(change).giveUp(id)
        }
    }
}

extension RegistryError {
    /// Whether another license could be minted where this one could not.
    fileprivate var isAboutLicense: Bool {
        switch self {
        case .exists, .idTaken, .missing, .statusListsFull, .customerOfAnother, .minting, .noIssuer,
            .text:
            true
        case .batchDiffers, .rowRecorded, .positionTaken, .message, .listOutdated, .notEmpty,
            .copyDiffers,
            .auditBroken, .tokenVoid, .tokenUnknown, .licenseEnded, .revoked, .rotatedTooOften,
            .seatMoves, .issuedAhead, .behind, .moved, .markMissing, .markOfAnother, .mark,
            .markDamaged,
            .registryLost, .registryElsewhere, .listNumber,
            .database:
            false
        }
    }
}
