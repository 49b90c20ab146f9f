public import COSE

/// A status list in a file of pages, of which each answer reads and checks one.
///
/// For machines that hold many lists, or start often. The file need not be trusted: it is damaged or
/// cut off at the cost of an error, while it is open too, and a byte that was read is the byte that
/// was checked. Only `StatusKeys.verifyPages` makes one.
public struct PagedStatusList: Sendable {
    /// Gives `count` bytes from an offset on; fewer at the end of the file, and nil on failure.
    public typealias Reader = @Sendable (_ offset: Int, _ count: Int) -> [UInt8]?

    private let verified: VerifiedStatusClaims
    private let table: [UInt8]
    private let source: Source

    fileprivate init(verified: VerifiedStatusClaims, table: [UInt8], source: Source) {
        self.verified = verified
        self.table = table
        self.source = source
    }

    /// What it says of itself.
    public var claims: StatusListClaims { verified.claims }

    /// The signed object that says so: the list, or the delta that was applied last.
    public var message: SignedMessage { verified.message }

    /// The status of a license of the same organization; reads and hashes one page.
    ///
    /// Throws `otherShard` for an index that is not in this list, `page` for a page that was changed
    /// and `pagesUnreadable` where it is no longer there.
    public func status(of index: StatusIndex) throws(StatusError) -> LicenseStatus {
        guard index.shard == claims.shard else { throw .otherShard(claims.shard) }
        let positionsPerPage = UInt32(StatusPages.pageBytes * 4)
        let page = try page(Int(index.position / positionsPerPage))
        let status = StatusPages.status(page, at: index.position % positionsPerPage)
        // Two bits have no other value than the four cases.
        return LicenseStatus(rawValue: status) ?? .applicationSpecific
    }

    /// The status of a license of the same organization, for its evaluation.
    public func entry(of index: StatusIndex) throws(StatusError) -> VerifiedStatusEntry {
        VerifiedStatusEntry(claims: claims, index: index, status: try status(of: index))
    }

    /// The whole list, out of all pages: for applying a delta to it.
    public func list() throws(StatusError) -> VerifiedStatusList {
        var statuses: [UInt8] = []
        statuses.reserveCapacity(StatusPages.byteCount)
        for number in 0..<StatusPages.pageCount { statuses += try page(number) }
        return try VerifiedStatusList(verified, provedBy: statuses)
    }

    private func page(_ number: Int) throws(StatusError) -> [UInt8] {
        let page = try source.bytes(
            from: source.pagesOffset + number * StatusPages.pageBytes,
            count: StatusPages.pageBytes)
        let start = number * SHA256.byteCount
        guard StatusPages.hash(ofPage: page[...]) == Array(table[start..<start + SHA256.byteCount])
        else { throw .page(number) }
        return page
    }
}

/// What a list in pages says of one position.
///
/// Only `PagedStatusList.entry` makes one.
public struct VerifiedStatusEntry: Sendable {
    /// What the list says of itself.
    public let claims: StatusListClaims
    /// Which position of the organization's.
    public let index: StatusIndex
    /// What becomes of its license.
    public let status: LicenseStatus

    fileprivate init(claims: StatusListClaims, index: StatusIndex, status: LicenseStatus) {
        self.claims = claims
        self.index = index
        self.status = status
    }
}

extension StatusKeys {
    /// Opens a list in pages: checks who signed its state, and that the pages' hashes are that
    /// state's.
    ///
    /// Reads no page. Costs one Ed25519 verification.
    public func verifyPages(
        readBy read: @escaping PagedStatusList.Reader
    ) throws(StatusError) -> PagedStatusList {
        var source = Source(read: read)
        let header = try source.bytes(from: 0, count: PageFile.headerBytes)
        guard let objectBytes = PageFile.objectBytes(inHeader: header) else { throw .pagesForm }
        source.pagesOffset = PageFile.pagesOffset(objectBytes: objectBytes)
        let table = try source.bytes(from: PageFile.headerBytes, count: PageFile.tableBytes)
        let padded = try source.bytes(
            from: PageFile.objectOffset, count: source.pagesOffset - PageFile.objectOffset)
        guard padded[objectBytes...].allSatisfy({ $0 == 0 }) else { throw .pagesForm }
        let verified = try verifiedState(in: Array(padded[..<objectBytes]))
        let root = StatusPages.root(
            ofTable: table, organization: verified.claims.organization,
            shard: verified.claims.shard)
        guard root == verified.claims.root else { throw .pagesTable }
        return PagedStatusList(verified: verified, table: table, source: source)
    }

    /// The claims of the list, or of the delta that was applied last.
    private func verifiedState(in bytes: [UInt8]) throws(StatusError) -> VerifiedStatusClaims {
        let message: SignedMessage
        do throws(COSEError) {
            message = try SignedMessage(bytes, maxPayload: Limits.maxObjectBytes)
        } catch {
            throw .message(error)
        }
        if message.header.type == .statusDelta { return try verifyDelta(message).verified }
        // The statuses inside the list are those in the pages, by the root, and stay compressed.
        return try verifiedClaims(message, type: .statusList, StatusListClaims.read).claims
    }
}

/// Where the bytes come from, and where in them the pages begin.
private struct Source: Sendable {
    let read: PagedStatusList.Reader
    var pagesOffset = 0

    func bytes(from offset: Int, count: Int) throws(StatusError) -> [UInt8] {
        guard let bytes = read(offset, count), bytes.count == count else {
            throw .pagesUnreadable(offset: offset)
        }
        return bytes
    }
}
