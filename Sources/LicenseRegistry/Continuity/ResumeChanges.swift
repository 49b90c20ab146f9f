import LicenseVerifier
import SQLDatabase

/// Lets a registry go on that was restored.
struct ResumeChanges {
    /// How many clock resets of a machine may be lost.
    private static let resetGap = 1000

    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func resume(_ outside: KnownOutside) throws(RegistryError) -> Resumption {
        try check(outside)
        let queries = ContinuityQueries(change)
        let end = try queries.end()
        var resumption = Resumption(
            reason: change.registryStatus?.behind ?? outside.finding,
            movedTo: change.registryStatus?.movedTo,
            records: end.sequence, markedRecords: outside.mark?.records.sequence,
            unreadable: outside.unreadable)
        let epoch = max(change.registryStatus?.epoch ?? 0, outside.mark?.epoch ?? 0) + 1
        let own = try OwnStateChanges(change)
        // First, so that nothing below finds the registry stopped.
        try RegistryStatusChanges(change).resume(epoch: epoch)
        try StatusListChanges(change).lowerImpossibleFloors()
        let last = try change.value(
            Timestamp.self, "SELECT recorded_at FROM audit_record ORDER BY sequence DESC LIMIT 1")
        var lists = KnownLists(known: try queries.lists(), at: change.now)
        for list in outside.mark?.lists ?? [] { lists.see(list) }
        for list in outside.lists { lists.see(list) }
        for list in lists.all {
            try open(list)
            let newest = outside.lists.filter { list.isOf($0.claims) }
                .max { $0.claims.sequence < $1.claims.sequence }
            // A copy, or a registry that was resumed before, reserves numbers that it has not signed:
            // what a list above its own says against a license counts; a pardon only above all.
            if let newest,
                try newest.claims.sequence > queries.signed(list.shard, of: list.organization)
            {
                let isNewest = newest.claims.sequence > list.known
                // A list that a resumption has leapt over is of before the restore; of one above, in
                // a registry that goes on, nobody knows.
                let isOlder = change.registryStatus?.behind != nil || !isNewest
                try LostStatuses(change).restore(
                    newest, pardons: isNewest, own: isOlder ? own : own.withoutRecords,
                    &resumption)
            }
            resumption.lists.append(
                try raise(list, outside.number, since: last, readUpTo: newest?.claims.sequence))
        }
        try leap(over: lists.all)
        // A mark that is older than the registry does not know the secrets that were given since.
        let isStopped = change.registryStatus?.behind != nil
        let past = (isStopped ? change.registryStatus?.restoredRecords : nil) ?? end.sequence
        let marked = outside.mark.flatMap { $0.records.sequence >= past ? $0.credentials : nil }
        try LostWithdrawals(change).restore(marked, &resumption)
        // What was published before the backup is not served again, not until the next list either.
        try change.run("DELETE FROM published_list")
        // The log lacks changes that devices have seen, so no delta is made from it.
        try change.run("DELETE FROM status_publication")
        try change.run("DELETE FROM status_change WHERE sequence IS NOT NULL")
        try change.run("UPDATE activation SET resets = resets + \(Self.resetGap)")
        resumption.heldBack = Int(
            try change.value(
                Int64.self,
                "SELECT count(*) AS held FROM license WHERE epoch < $1", [.integer(epoch)]) ?? 0)
        try change.audit(
            .registryResume, of: "registry",
            "epoch \(epoch), after \(end.sequence) records: "
                + (resumption.reason ?? "told to go on"))
        return resumption
    }

    /// The mark of a registry that sells for others would be lost, and says nothing of this one.
    private func check(_ outside: KnownOutside) throws(RegistryError) {
        let status = change.registryStatus
        guard let mark = outside.mark, mark.registry != status?.registry,
            status?.markedAt != nil || !mark.lists.isEmpty
        else { return }
        for list in mark.lists {
            if try isKnown(list.organization) { return }
        }
        throw .markOfAnother(path: outside.path)
    }

    private func isKnown(_ organization: OrganizationID) throws(RegistryError) -> Bool {
        try change.exists(
            "SELECT 1 AS known FROM organization WHERE id = $1", [.id(organization)])
    }

    /// A shard that only the world knows is taken as given out.
    private func open(_ list: KnownLists.Entry) throws(RegistryError) {
        guard try isKnown(list.organization) else { throw .missing(kind: .organization) }
        try StatusIndexChanges(change).close(list.shard, of: list.organization)
    }

    /// Lets the next list of a shard exceed all numbers that can be out.
    private func raise(
        _ list: KnownLists.Entry, _ number: UInt64?, since moment: Timestamp?,
        readUpTo read: UInt64?
    ) throws(RegistryError) -> Resumption.List {
        let highest = ListNumbers.capped(.max, at: change.now)
        if let number, number > highest { throw .listNumber(highest: highest) }
        let reached = max(list.known, list.seen)
        let calculated = ListNumbers.highest(
            after: reached, since: moment ?? change.now, at: change.now)
        let floor = max(number ?? calculated, reached)
        try StatusListChanges(change).raiseFloor(
            of: list.organization, shard: list.shard, to: floor)
        // A list is due at once: what is out may say less.
        try StatusLogChanges(change).note(position: 0, shard: list.shard, of: list.organization)
        return Resumption.List(
            organization: list.organization, shard: list.shard, known: list.known,
            seen: list.seen, floor: floor, isRead: (read ?? 0) >= reached || reached == list.known
        )
    }

    /// New licenses get positions in a list that nobody has begun.
    ///
    /// It is one further than the next, as a list may have been filled since the registry was backed up.
    /// An organization that has none left goes on without, and does not stop the others.
    private func leap(over lists: [KnownLists.Entry]) throws(RegistryError) {
        try change.run(
            "UPDATE status_shard SET drawn = \(StatusIndex.positionsPerShard)")
        for organization in Set(lists.map(\.organization)) {
            let last = lists.filter { $0.organization == organization }.map(\.shard).max() ?? 0
            try StatusIndexChanges(change).begin(Int64(last) + 2, of: organization)
        }
    }
}

/// The lists of a registry and of the world.
private struct KnownLists {
    struct Entry {
        let organization: OrganizationID
        let shard: UInt32
        /// The newest number that the registry knows.
        var known: UInt64 = 0
        /// The newest number that is out.
        var seen: UInt64 = 0

        func isOf(_ claims: StatusListClaims) -> Bool {
            organization == claims.organization && shard == claims.shard
        }
    }

    /// No device holds a list that is dated more than a day ahead, and none is numbered beyond its date.
    private static let lead = Duration.seconds(86_400)

    private(set) var all: [Entry] = []
    private let highest: UInt64

    init(known: [RegistryMark.List], at now: Timestamp) {
        highest = UInt64(clamping: (now + Self.lead).secondsSinceEpoch)
        for list in known {
            all.append(
                Entry(organization: list.organization, shard: list.shard, known: list.sequence))
        }
    }

    mutating func see(_ list: RegistryMark.List) {
        see(list.organization, list.shard, list.sequence)
    }

    mutating func see(_ list: VerifiedStatusList) {
        see(list.claims.organization, list.claims.shard, list.claims.sequence)
    }

    private mutating func see(
        _ organization: OrganizationID, _ shard: UInt32, _ sequence: UInt64
    ) {
        // What is marked beyond that was never published.
        let sequence = sequence > highest ? 0 : sequence
        let index = all.firstIndex { $0.organization == organization && $0.shard == shard }
        if let index {
            all[index].seen = max(all[index].seen, sequence)
        } else {
            all.append(Entry(organization: organization, shard: shard, seen: sequence))
        }
    }
}
