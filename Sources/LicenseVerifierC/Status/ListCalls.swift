// The names are those of latchkey.h, where each function is documented.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

package import CLatchkey
import COSE
import LicenseVerifier

@c @implementation
package func latchkey_list_verify(
    _ trust: OpaquePointer?, _ list: UnsafePointer<UInt8>?, _ length: Int,
    _ verified: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(verified, "verified", error) { () throws(Failure) in
        let trust = unsafe try Call.content(trust, "trust", as: TrustContent.self)
        let bytes = unsafe try Input.bytes(list, length, "list")
        return try Failure.of { () throws(StatusError) in
            ListContent(.whole(try trust.statuses.verify(statusMessage(bytes))))
        }
    }
}

@c @implementation
package func latchkey_list_verify_pages(
    _ trust: OpaquePointer?, _ pages: UnsafePointer<UInt8>?, _ length: Int,
    _ verified: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(verified, "verified", error) { () throws(Failure) in
        let trust = unsafe try Call.content(trust, "trust", as: TrustContent.self)
        let file = unsafe try Input.bytes(pages, length, "pages", limit: 1 << 20)
        return try Failure.of { () throws(StatusError) in
            let pages = try trust.statuses.verifyPages { offset, count in
                offset <= file.count ? Array(file[offset...].prefix(count)) : nil
            }
            return ListContent(.pages(pages))
        }
    }
}

@c @implementation
package func latchkey_list_apply(
    _ list: OpaquePointer?, _ trust: OpaquePointer?, _ delta: UnsafePointer<UInt8>?,
    _ length: Int, _ newer: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(newer, "newer", error) { () throws(Failure) in
        let content = unsafe try Call.content(list, "list", as: ListContent.self)
        let trust = unsafe try Call.content(trust, "trust", as: TrustContent.self)
        let bytes = unsafe try Input.bytes(delta, length, "delta")
        return try Failure.of { () throws(StatusError) in
            let delta = try trust.statuses.verifyDelta(statusMessage(bytes))
            return ListContent(.whole(try content.list().applying(delta)))
        }
    }
}

@c @implementation
package func latchkey_list_check(
    _ list: OpaquePointer?, _ held: UnsafePointer<latchkey_list_memory>?,
    _ organization: UnsafePointer<CChar>?, _ length: Int, _ now: Int64,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.run(error) { () throws(Failure) in
        let content = unsafe try Call.content(list, "list", as: ListContent.self)
        let text = unsafe try Input.text(organization, length, "organization")
        guard let organization = OrganizationID(text) else {
            throw .badArgument("organization", "a UUID")
        }
        let now = try Input.time(now, "now")
        let memory = unsafe held.map { unsafe StatusMemory($0.pointee) }
        try Failure.of { () throws(StatusError) in
            try content.list().check(replacing: memory, of: organization, at: now)
        }
    }
}

@c @implementation
package func latchkey_list_remember(
    _ list: OpaquePointer?, _ held: UnsafeMutablePointer<latchkey_list_memory>?
) -> latchkey_result {
    unsafe Call.read(held, latchkey_list_memory()) { () throws(Failure) in
        unsafe latchkey_list_memory(
            try Call.content(list, "list", as: ListContent.self).memory)
    }
}

@c @implementation
package func latchkey_list_text(
    _ list: OpaquePointer?, _ which: Int32, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
    unsafe length?.pointee = 0
    guard let content = unsafe Call.found(list, as: ListContent.self) else { return nil }
    switch Int(which) {
    case LATCHKEY_LIST_ORGANIZATION:
        return unsafe content.texts.text(0, length) { content.claims.organization.description }
    case LATCHKEY_LIST_URI: return unsafe content.texts.text(1, length) { content.claims.uri }
    default: return nil
    }
}

@c @implementation
package func latchkey_list_number(
    _ list: OpaquePointer?, _ which: Int32, _ value: UnsafeMutablePointer<Int64>?
) -> latchkey_result {
    unsafe Call.read(value, 0) { () throws(Failure) in
        let claims = unsafe try Call.content(list, "list", as: ListContent.self).claims
        switch Int(which) {
        case LATCHKEY_LIST_SHARD: return Int64(claims.shard)
        case LATCHKEY_LIST_SEQUENCE: return Int64(clamping: claims.sequence)
        case LATCHKEY_LIST_ISSUED_AT: return claims.issuedAt.secondsSinceEpoch
        case LATCHKEY_LIST_EXPIRES_AT: return claims.expiresAt.secondsSinceEpoch
        case LATCHKEY_LIST_TIME_TO_LIVE: return claims.timeToLive.components.seconds
        default: throw .badArgument("which", "one of LATCHKEY_LIST_…")
        }
    }
}

@c @implementation
package func latchkey_list_status(
    _ list: OpaquePointer?, _ index: UInt32, _ status: UnsafeMutablePointer<Int32>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.run(error) { () throws(Failure) in
        guard let status = unsafe status else { throw .nullPointer("status") }
        // A failure must not read as "valid".
        unsafe status.pointee = Int32(LATCHKEY_STATUS_APPLICATION_SPECIFIC)
        let content = unsafe try Call.content(list, "list", as: ListContent.self)
        unsafe status.pointee = Int32(
            try Failure.of { () throws(StatusError) in
                try content.status(of: StatusIndex(index)).rawValue
            })
    }
}

@c @implementation
package func latchkey_list_counts(
    _ list: OpaquePointer?, _ counts: UnsafeMutablePointer<UInt32>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.run(error) { () throws(Failure) in
        guard let counts = unsafe counts else { throw .nullPointer("counts") }
        for status in 0..<4 { unsafe counts[status] = 0 }
        let content = unsafe try Call.content(list, "list", as: ListContent.self)
        let found = try Failure.of { () throws(StatusError) in try content.list().counts }
        for (status, count) in found {
            unsafe counts[Int(status.rawValue)] = UInt32(clamping: count)
        }
    }
}

extension Failure {
    /// Runs steps that throw a status list's refusals.
    static func of<Result>(
        _ body: () throws(StatusError) -> Result
    ) throws(Failure) -> Result {
        do throws(StatusError) {
            return try body()
        } catch {
            throw Failure(error)
        }
    }
}

func statusMessage(_ bytes: [UInt8]) throws(StatusError) -> SignedMessage {
    do throws(COSEError) {
        return try SignedMessage(bytes, maxPayload: Limits.maxObjectBytes)
    } catch {
        throw .message(error)
    }
}

extension StatusMemory {
    fileprivate init(_ held: latchkey_list_memory) {
        let root = unsafe withUnsafeBytes(of: held.root) { unsafe Array($0) }
        // The moment is for the ledger, which keeps it itself.
        self.init(
            shard: held.shard, sequence: held.sequence, root: root, issuedAt: .max)
    }
}

extension latchkey_list_memory {
    fileprivate init(_ memory: StatusMemory) {
        self.init()
        shard = memory.shard
        sequence = memory.sequence
        unsafe withUnsafeMutableBytes(of: &root) { root in
            unsafe root.copyBytes(from: memory.root.prefix(root.count))
        }
    }
}
