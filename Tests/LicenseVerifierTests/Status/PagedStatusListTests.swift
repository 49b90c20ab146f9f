import COSE
import COSESigning
import Foundation
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import Synchronization
import Testing

/// A file whose bytes a test can change while it is open.
private final class OpenFile: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CocoaError(.fileNoSuchFile) }
    }

    deinit { close(descriptor) }

    func bytes(_ offset: Int, _ count: Int) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: count)
        let read = pread(descriptor, &buffer, count, offset)
        return read < 0 ? nil : Array(buffer[..<read])
    }
}

private func reader(_ bytes: [UInt8]) -> PagedStatusList.Reader {
    { offset, count in Array(bytes.dropFirst(offset).prefix(count)) }
}

@Suite struct `A status list in pages` {
    private static let exceptions: [UInt32: LicenseStatus] = [
        0: .invalid, 5: .suspended, 16_383: .invalid, 16_384: .suspended, 500_001: .invalid,
        (1 << 20) - 1: .applicationSpecific,
    ]

    @Test func `answers as the list does, wherever a page begins and ends`() throws {
        let fixture = try StatusFixture()
        let list = try fixture.list(Self.exceptions, shard: 3)
        let paged = try fixture.keys.verifyPages(readBy: reader(list.pageFile()))
        #expect(paged.claims == list.claims)
        #expect(paged.message == list.message)
        #expect(StatusMemory(paged) == StatusMemory(list))
        for position in Array(Self.exceptions.keys) + [1, 4, 6, 16_382, 16_385, 1 << 19] {
            let index = StatusIndex(3 << 20 | position)
            #expect(try paged.status(of: index) == list.status(of: index))
        }
        #expect(throws: StatusError.otherShard(3)) { try paged.status(of: StatusIndex(5)) }
        let whole = try paged.list()
        #expect(whole.statuses == list.statuses)
        #expect(whole.claims == list.claims)
    }

    @Test func `reads one page for an answer`() throws {
        let fixture = try StatusFixture()
        let file = try fixture.list(Self.exceptions).pageFile()
        let read = Mutex(0)
        let paged = try fixture.keys.verifyPages { offset, count in
            read.withLock { $0 += count }
            return Array(file.dropFirst(offset).prefix(count))
        }
        let opened = read.withLock { $0 }
        #expect(opened < file.count / 32)
        #expect(try paged.status(of: StatusIndex(16_383)) == .invalid)
        #expect(read.withLock { $0 } == opened + 4096)
    }

    @Test func `takes 268 KiB and its signed object`() throws {
        let list = try StatusFixture().list(Self.exceptions)
        let file = try list.pageFile()
        #expect(file.count == 4096 + 262_144)
        #expect(Array(file[2112..<2112 + list.message.bytes.count]) == list.message.bytes)
        #expect(Array(file.suffix(262_144)) == list.statuses)
    }

    @Test func `is moved on by a delta, whose object it then keeps`() throws {
        var history = try StatusHistory()
        try history.publish(Self.exceptions)
        try history.publish([5: .valid, 77: .invalid])
        let delta = try #require(try history.delta(from: 1, to: 2))
        let keys = history.fixture.keys
        let old = try keys.verifyPages(readBy: reader(history.list(1).pageFile()))
        let next = try old.list().applying(delta)
        let new = try keys.verifyPages(readBy: reader(next.pageFile()))
        #expect(new.message == delta.message)
        #expect(new.claims == history.list(2).claims)
        #expect(try new.status(of: StatusIndex(5)) == .valid)
        #expect(try new.status(of: StatusIndex(77)) == .invalid)
        #expect(try old.status(of: StatusIndex(5)) == .suspended)
        #expect(try new.list().statuses == history.list(2).statuses)
    }

    @Test func `decides about a license as the list does`() throws {
        let fixture = try StatusFixture()
        let list = try fixture.list([7: .invalid])
        let paged = try fixture.keys.verifyPages(readBy: reader(list.pageFile()))
        let license = try license(of: fixture.organization, at: StatusIndex(7))
        var facts = Facts(organization: fixture.organization, benefit: .any, prefix: .any)
        for days in [0, 10, 89, 90, 100] {
            let now = StatusFixture.issuedAt + .seconds(Int64(days) * 86_400)
            facts.status = .list(list)
            let byList = license.evaluate(facts, at: now)
            facts.status = .entry(try paged.entry(of: StatusIndex(7)))
            let byEntry = license.evaluate(facts, at: now)
            #expect(byEntry == byList)
            #expect(byEntry.reasons.map(\.code) == ["status.revoked"])
        }
    }

    @Test func `says nothing of another license or another vendor's`() throws {
        let fixture = try StatusFixture()
        let paged = try fixture.keys.verifyPages(
            readBy: reader(fixture.list([7: .invalid, 8: .invalid]).pageFile()))
        var generator = SplitMix64(seed: 8)
        let other = OrganizationID.random(using: &generator)
        for (owner, index) in [(fixture.organization, UInt32(8)), (other, 7)] {
            let license = try license(of: owner, at: StatusIndex(index))
            var facts = Facts(organization: owner, benefit: .any, prefix: .any)
            facts.status = .entry(try paged.entry(of: StatusIndex(7)))
            let decision = license.evaluate(facts, at: StatusFixture.issuedAt)
            #expect(decision.isAllowed)
            #expect(decision.warnings.map(\.code) == ["status.not-known"])
        }
    }

    private func license(
        of organization: OrganizationID, at index: StatusIndex
    ) throws -> VerifiedLicense {
        var generator = SplitMix64(seed: 5)
        let issuer = Issuer(organization, key: .test(2))
        var grant = Grant(.random(using: &generator))
        grant.statusIndex = index
        let minted = try issuer.mint(
            LicenseTerms(prefix: LicensePrefix("ACME")!), for: grant,
            issuedAt: StatusFixture.issuedAt, using: &generator)
        return try TrustedKeys(pinning: issuer.verificationKey)
            .verify(LicenseKey(parsing: minted.text))
    }
}

@Suite struct `A status list in pages that was tampered with` {
    /// A small file whose pages differ from each other.
    private func file(_ fixture: borrowing StatusFixture) throws -> [UInt8] {
        var exceptions: [UInt32: LicenseStatus] = [:]
        for page in 0..<UInt32(64) { exceptions[page * 16_384 + page] = .invalid }
        return try fixture.list(exceptions).pageFile()
    }

    @Test func `is refused with any bit of the header, the table or the object flipped`() throws {
        let fixture = try StatusFixture()
        let file = try file(fixture)
        let pagesOffset = file.count - StatusPages.byteCount
        let length = Int(file[34]) << 8 | Int(file[35])
        let padding = (2112 + length..<pagesOffset).map { $0 * 8 + $0 % 8 }
        for bit in Array(0..<(2112 + length) * 8) + padding {
            var head = Array(file[..<pagesOffset])
            head[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: StatusError.self, "bit \(bit)") {
                try fixture.keys.verifyPages(readBy: reader(head))
            }
        }
    }

    @Test func `answers from the other pages, and not from the one with a flipped bit`() throws {
        let fixture = try StatusFixture()
        let file = try file(fixture)
        let pagesOffset = file.count - StatusPages.byteCount
        var generator = SplitMix64(seed: 4)
        for page in 0..<StatusPages.pageCount {
            for _ in 0..<8 {
                var changed = file
                let byte = pagesOffset + page * 4096 + Int.random(in: 0..<4096, using: &generator)
                changed[byte] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                let paged = try fixture.keys.verifyPages(readBy: reader(changed))
                let position = UInt32(page * 16_384 + page)
                #expect(throws: StatusError.page(page)) {
                    try paged.status(of: StatusIndex(position))
                }
                #expect(throws: StatusError.page(page)) { try paged.list() }
                let next = UInt32((page + 1) % 64 * 16_384 + (page + 1) % 64)
                #expect(try paged.status(of: StatusIndex(next)) == .invalid)
                #expect(try paged.status(of: StatusIndex(next + 1)) == .valid)
            }
        }
    }

    @Test func `is refused when two pages changed places, with their hashes or without`() throws {
        let fixture = try StatusFixture()
        let file = try file(fixture)
        let pagesOffset = file.count - StatusPages.byteCount
        var pages = file
        for offset in 0..<4096 { pages.swapAt(pagesOffset + offset, pagesOffset + 4096 + offset) }
        let paged = try fixture.keys.verifyPages(readBy: reader(pages))
        #expect(throws: StatusError.page(0)) { try paged.status(of: StatusIndex(0)) }
        for offset in 0..<32 { pages.swapAt(64 + offset, 96 + offset) }
        #expect(throws: StatusError.pagesTable) {
            try fixture.keys.verifyPages(readBy: reader(pages))
        }
    }

    @Test func `is refused when an object of another list or another kind is in it`() throws {
        let fixture = try StatusFixture()
        let file = try file(fixture)
        let other = try fixture.list([9: .invalid])
        // The same length as that of a list, so that only what it says differs.
        var swapped = try other.pageFile()
        swapped.replaceSubrange(64..<2112, with: file[64..<2112])
        #expect(throws: StatusError.pagesTable) {
            try fixture.keys.verifyPages(readBy: reader(swapped))
        }
        let foreign = try fixture.message(type: .cwt).bytes
        var header = Array(file[..<2112])
        header.replaceSubrange(
            34..<36, with: [UInt8(foreign.count >> 8), UInt8(foreign.count & 255)])
        let kind = header + foreign + [UInt8](repeating: 0, count: 4096)
        #expect(throws: StatusError.type(.cwt)) {
            try fixture.keys.verifyPages(readBy: reader(kind))
        }
    }

    @Test func `is refused when it ends early, wherever it does`() throws {
        let fixture = try StatusFixture()
        let file = try file(fixture)
        for (count, offset) in [(0, 0), (63, 0), (64, 64), (2111, 64), (2112, 2112), (4095, 2112)] {
            #expect(throws: StatusError.pagesUnreadable(offset: offset)) {
                try fixture.keys.verifyPages(readBy: reader(Array(file[..<count])))
            }
        }
        #expect(throws: StatusError.pagesUnreadable(offset: 0)) {
            try fixture.keys.verifyPages { _, _ in nil }
        }
    }

    @Test func `ends in an error when it is cut off while it is open`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try StatusFixture()
            let path = directory + "/0.pages"
            let bytes = try file(fixture)
            try Data(bytes).write(to: URL(filePath: path))
            let file = try OpenFile(path)
            let paged = try fixture.keys.verifyPages { file.bytes($0, $1) }
            let last = StatusIndex(63 * 16_384 + 63)
            #expect(try paged.status(of: last) == .invalid)

            let lastPage = bytes.count - 4096
            for count in [bytes.count - 1, lastPage, 4096, 0] {
                try #require(truncate(path, count) == 0)
                #expect(throws: StatusError.pagesUnreadable(offset: lastPage)) {
                    try paged.status(of: last)
                }
            }
            // Written again in place with another page: what was opened does not change its mind.
            var other = bytes
            other[lastPage] ^= 1
            try #require(FileHandle(forWritingAtPath: path)).write(contentsOf: Data(other))
            #expect(throws: StatusError.page(63)) { try paged.status(of: last) }
        }
    }

    @Test func `keeps answering when a newer file takes its name`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try StatusFixture()
            let path = directory + "/0.pages"
            try Data(try file(fixture)).write(to: URL(filePath: path))
            let file = try OpenFile(path)
            let paged = try fixture.keys.verifyPages { file.bytes($0, $1) }
            let newer = try fixture.list(sequence: 2).pageFile()
            try Data(newer).write(to: URL(filePath: path + ".new"))
            try #require(rename(path + ".new", path) == 0)
            #expect(try paged.status(of: StatusIndex(0)) == .invalid)
            let again = try OpenFile(path)
            let reopened = try fixture.keys.verifyPages { again.bytes($0, $1) }
            #expect(try reopened.status(of: StatusIndex(0)) == .valid)
        }
    }

    @Test func `is not written with statuses that are not those that were signed for`() throws {
        let fixture = try StatusFixture()
        let wrong = try fixture.keys.verify(fixture.message(claims: { $0.root[0] ^= 1 }))
        #expect(throws: StatusError.root) { try wrong.pageFile() }
    }
}
