public import COSE
public import LicenseSync
public import LicenseVerifier
import SQLDatabase

/// Who uses a license: devices that sync, and seats that are taken online.
///
/// What devices are answered is decided by the rules of LicenseSync; here it is kept durably.
public struct Activations: Sendable {
    let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// The same with another name in the audit log.
    public func acting(as actor: String) -> Activations {
        var transactions = transactions
        transactions.actor = actor
        return Activations(transactions)
    }

    // MARK: - Devices

    /// An activation by its id.
    public func find(_ id: ActivationID) throws(RegistryError) -> ActivationRecord? {
        try transactions.read { (reading) throws(RegistryError) in
            try ActivationQueries(reading).activation(id)
        }
    }

    /// Seats whose ids begin so, online and of devices, at most `limit`; none for what no id begins
    /// with.
    public func ids(beginning text: String, limit: Int) throws(RegistryError) -> [ActivationID] {
        guard let range = ActivationID.range(beginning: text) else { return [] }
        return try transactions.read { (reading) throws(RegistryError) in
            try SeatQueries(reading).ids(in: range, limit: limit)
        }
    }

    /// The key of an activation's device, which never changes; nil where there is no such activation.
    public func device(of id: ActivationID) throws(RegistryError) -> VerificationKey? {
        try transactions.read { (reading) throws(RegistryError) in
            try ActivationQueries(reading).device(of: id)
        }
    }

    /// A license's activations that have not ended, the oldest first.
    public func all(of license: LicenseID) throws(RegistryError) -> [ActivationRecord] {
        try transactions.read { (reading) throws(RegistryError) in
            try ActivationQueries(reading).all(of: license)
        }
    }

    /// What all devices of a license are known to have used.
    public func usage(of license: LicenseID) throws(RegistryError) -> UsageTotal {
        try transactions.read { (reading) throws(RegistryError) in
            try ActivationQueries(reading).usage(of: license)
        }
    }

    /// Takes a device's seat away without asking it; throws `missing` where it has none.
    ///
    /// The units that it was allowed stay granted: nobody knows how many of them it uses. They come
    /// back by `voidUsage`. Throws `seatMoves` where the license's seats have moved as often as they
    /// may, unless the vendor lets it pass.
    public func freeSeat(
        _ id: ActivationID, beyondMoves: Bool = false, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try SeatChanges(change).free(device: id, beyondMoves: beyondMoves)
        }
    }

    /// Takes a device's seat, its grant and all that it claims to have used out of its license.
    ///
    /// It is final: whatever the device says afterwards is answered and counts for nothing. Throws
    /// `missing` for an unknown activation.
    public func voidUsage(
        of id: ActivationID, now: Timestamp
    ) throws(RegistryError) -> VoidedActivation {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try VoidChanges(change).void(id)
        }
    }

    /// How many devices that hold a seat of a good license have sent nothing since a moment.
    ///
    /// Counts no further than `UnseenDevices.mostCounted`, so that it costs the same however many
    /// there are.
    public func countUnseen(
        of organization: OrganizationID, since moment: Timestamp
    ) throws(RegistryError) -> Int64 {
        try transactions.read { (reading) throws(RegistryError) in
            try UnseenDevices(of: organization, since: moment).count(reading)
        }
    }

    /// Draws the number of a machine's next clock reset; throws `missing` for an unknown one.
    public func nextClockReset(
        of id: ActivationID, now: Timestamp
    ) throws(RegistryError) -> UInt64 {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try ActivationChanges(change).nextClockReset(of: id)
        }
    }

    /// Answers a request for a seat, or gives one back (Device-Messages, reconciliation).
    ///
    /// The same request gets the same answer, byte for byte. The caller has found the license good:
    /// signed by a key of the organization, or proven.
    ///
    /// - Parameters:
    ///   - license: the license that the request is about; throws `missing` when it is not here.
    ///   - token: the digest of the token of the license that the device holds, if it is known;
    ///     throws `tokenVoid` for one that a rotation has made void, and `tokenUnknown` for one
    ///     that the registry does not have, no matter who has signed it.
    ///   - exchanging: whether the device holds a third-party key; it gets the signed key, which
    ///     people see from then on.
    ///   - id: names the activation, if the device has none yet.
    ///   - replaced: the seat that the same machine had under another key: it is freed for this one,
    ///     if the device has none yet and gets one; throws `missing` where it is not one of the
    ///     license, or has ended, and `seatMoves` where none may move now.
    ///   - sign: signs the answer; called once more where the license has changed meanwhile.
    public func answer(
        _ request: VerifiedActivationRequest, about license: LicenseID, token: [UInt8]? = nil,
        exchanging: Bool = false, id: ActivationID,
        replacing replaced: DeviceMessage.ReplacedSeat? = nil, policy: SyncPolicy, now: Timestamp,
        sign: (ReceiptDraft) throws(SyncError) -> SignedMessage
    ) throws(RegistryError) -> DeviceAnswer {
        try answer(
            .request(
                DeviceMessage.Request(
                    request, about: license, token: token, isExchange: exchanging, id: id,
                    replaces: replaced, policy: policy)), now, sign)
    }

    /// Answers a usage report (Device-Messages, reconciliation).
    ///
    /// The activation is read anew, even if its device's key was looked up before.
    public func answer(
        _ report: VerifiedUsageReport, policy: SyncPolicy, now: Timestamp,
        sign: (ReceiptDraft) throws(SyncError) -> SignedMessage
    ) throws(RegistryError) -> DeviceAnswer {
        try answer(.report(report, { _ in policy }), now, sign)
    }

    private func answer(
        _ message: DeviceMessage, _ now: Timestamp,
        _ sign: (ReceiptDraft) throws(SyncError) -> SignedMessage
    ) throws(RegistryError) -> DeviceAnswer {
        let answers = answers(
            to: [message], now: now,
            sign: { drafts in
                drafts.map { draft in
                    do throws(SyncError) {
                        return .success(try sign(draft))
                    } catch {
                        return .failure(error)
                    }
                }
            })
        guard let answer = answers.first else { throw .database(.corrupt) }
        return try answer.get()
    }

    /// Answers messages of devices together, each as if those before it were answered already.
    ///
    /// They share one transaction, so that many cost less than each by itself. One that is refused
    /// harms no other.
    ///
    /// - Parameters:
    ///   - known: what the caller remembers of the devices; for one caller at a time. Nil to read
    ///     everything anew.
    ///   - sign: signs answers; called once more for those whose licenses have changed meanwhile.
    public func answers(
        to messages: [DeviceMessage], knowing known: KnownDevices? = nil, now: Timestamp,
        sign: ([ReceiptDraft]) -> [Result<SignedMessage, SyncError>]
    ) -> [Result<DeviceAnswer, RegistryError>] {
        withoutActuallyEscaping(sign) { sign in
            var batch = DeviceBatch(transactions, knowing: known, at: now, sign: sign)
            return batch.answer(messages)
        }
    }

    // MARK: - Seats

    /// Takes a seat of the license that a key names, only while one is left.
    ///
    /// The key, its state, its end and its seats are looked at in this order.
    public func takeSeat(
        _ seat: NewSeat, of key: KeyReference, of organization: OrganizationID?, now: Timestamp
    ) throws(RegistryError) -> Result<(license: LicenseDetails, seat: Seat), LicenseKeyRefusal> {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try SeatChanges(change).take(seat, of: key, of: organization)
        }
    }

    /// Gives a seat back, in whatever state its license is.
    ///
    /// A device's seat can be given back here too; then its device is told so when it syncs. Unless
    /// it is the vendor who says so, it stays taken until the device's lease ends or the device gives
    /// it back itself.
    ///
    /// - Parameters:
    ///   - freer: who says so; the vendor can also free a seat that was given up and is kept.
    ///   - beyondMoves: whether the vendor lets it pass that the license's seats have moved as often
    ///     as they may; also of a seat that is free already, and waits for that.
    public func freeSeat(
        _ id: ActivationID, of key: KeyReference, of organization: OrganizationID?,
        by freer: SeatFreer = .keyHolder, beyondMoves: Bool = false, now: Timestamp
    ) throws(RegistryError) -> Result<Seat, LicenseKeyRefusal> {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try SeatChanges(change).free(
                id, of: key, of: organization, by: freer, beyondMoves: beyondMoves)
        }
    }

    /// The devices of a license whose seats were given up and stay taken, the oldest first.
    public func kept(
        of license: LicenseID, now: Timestamp
    ) throws(RegistryError) -> [ActivationRecord] {
        try transactions.read { (reading) throws(RegistryError) in
            try ActivationQueries(reading).kept(of: license, at: now)
        }
    }

    /// A license's activations that have ended with units that nobody else can have: their machines may
    /// still use them.
    public func holdingUnits(
        afterEnd license: LicenseID
    ) throws(RegistryError) -> [ActivationRecord] {
        try transactions.read { (reading) throws(RegistryError) in
            try ActivationQueries(reading).holdingUnits(afterEnd: license)
        }
    }

    /// How often seats of a license have moved of late; nil where they may as often as one likes.
    public func moves(
        of license: LicenseClaims, now: Timestamp
    ) throws(RegistryError) -> SeatMoves? {
        try transactions.read { (reading) throws(RegistryError) in
            try SeatMoveQueries(reading, at: now).moves(of: license)
        }
    }

    /// A seat by its id, also one that is free again.
    public func seat(_ id: ActivationID) throws(RegistryError) -> Seat? {
        try transactions.read { (reading) throws(RegistryError) in
            try SeatQueries(reading).seat(id)
        }
    }

    /// The seats of a license that are taken, the oldest first.
    public func seats(of license: LicenseID) throws(RegistryError) -> [Seat] {
        try transactions.read { (reading) throws(RegistryError) in
            try SeatQueries(reading).seats(of: license)
        }
    }

    /// Seats that are taken, online and by devices, the newest first.
    public func seats(
        matching filter: SeatFilter, page: PageRange, now: Timestamp
    ) throws(RegistryError) -> [Seat] {
        try transactions.read { (reading) throws(RegistryError) in
            try SeatQueries(reading).seats(matching: filter, page: page, at: now)
        }
    }

    /// Gives a seat another label; throws `missing` where it is not taken.
    public func labelSeat(
        _ id: ActivationID, _ label: String, now: Timestamp
    ) throws(RegistryError) -> Seat {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try SeatChanges(change).label(id, label)
        }
    }

    // MARK: - Validation

    /// Validates license keys and counts it, all in one transaction.
    ///
    /// Each is judged after those before it; one that is refused counts nothing. State, end, seat,
    /// conditions, benefit, customer and units are looked at in this order. Every license is read
    /// and written once, however often it comes, so that many callers of one key cost little more
    /// than one.
    public func validate(
        _ validations: [Validation], now: Timestamp
    ) throws(RegistryError) -> [Result<ValidatedLicense, LicenseKeyRefusal>] {
        try transactions.changeConcurrently(at: now) { (change) throws(RegistryError) in
            var session = ValidationSession(change, transactions.database.dialect)
            return try session.validate(validations)
        }
    }
}
