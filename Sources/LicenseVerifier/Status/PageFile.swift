import COSE

/// The layout of a status list in pages (Status-List, paged file).
///
/// The file is not trusted: who edits it can make every answer an error, and none wrong.
enum PageFile {
    /// Bytes before the table.
    static let headerBytes = 64
    /// Bytes of the hashes of all pages.
    static let tableBytes = StatusPages.pageCount * SHA256.byteCount
    /// Where the signed object begins.
    static let objectOffset = headerBytes + tableBytes

    /// The header of a file with a signed object of `objectBytes`.
    static func header(objectBytes: Int) -> [UInt8] {
        let numbers = [
            1, 2, StatusIndex.positionsPerShard, UInt32(StatusPages.pageBytes),
            UInt32(objectBytes),
        ]
        let header = Array("latchkey pages\n\n".utf8) + numbers.flatMap(StatusPages.bigEndian)
        return header + [UInt8](repeating: 0, count: headerBytes - header.count)
    }

    /// Bytes of the signed object; nil where the header is not the one that such a file has.
    static func objectBytes(inHeader header: [UInt8]) -> Int? {
        let lengthEnd = 36
        guard header.count == headerBytes else { return nil }
        let count = header[(lengthEnd - 4)..<lengthEnd].reduce(0) { $0 << 8 | Int($1) }
        guard (1...Limits.maxObjectBytes).contains(count),
            header == Self.header(objectBytes: count)
        else { return nil }
        return count
    }

    /// Where the first page begins: behind the signed object, at a whole page.
    static func pagesOffset(objectBytes: Int) -> Int {
        let end = objectOffset + objectBytes
        return (end + StatusPages.pageBytes - 1) / StatusPages.pageBytes * StatusPages.pageBytes
    }
}

extension VerifiedStatusList {
    /// This list as a file of pages, each of which can be read and checked by itself.
    ///
    /// 268 KiB and the signed object. Throws `root` where the statuses are not those that the
    /// claims name. The file takes the place of an older one in one step: written beside it, made
    /// durable, renamed; a reader that has the older one open keeps reading that.
    public func pageFile() throws(StatusError) -> [UInt8] {
        let table = StatusPages.table(of: statuses)
        let root = StatusPages.root(
            ofTable: table, organization: claims.organization, shard: claims.shard)
        guard root == claims.root else { throw .root }
        let pagesOffset = PageFile.pagesOffset(objectBytes: message.bytes.count)
        var file: [UInt8] = []
        file.reserveCapacity(pagesOffset + statuses.count)
        file += PageFile.header(objectBytes: message.bytes.count)
        file += table
        file += message.bytes
        file += repeatElement(0, count: pagesOffset - file.count)
        file += statuses
        return file
    }
}
