import Hummingbird
import NIOCore

/// The body of a form while it comes: once there is more of it than is taken, the contents of files
/// are thrown away, so that what was typed beside them can be given back.
struct KeptBody {
    /// Where in a body of parts its reader is.
    private enum Place {
        case head, text, file
    }

    private(set) var kept: [UInt8] = []
    /// Whether all that came is kept.
    private(set) var isWhole = true
    private let limit: Int
    /// What ends a part; nil for a body that has none.
    private let mark: [UInt8]?
    private var place = Place.head
    private var pending: [UInt8] = []

    /// - Parameter boundary: of a body in parts; nil for another one.
    init(boundary: String?, upTo limit: Int) {
        mark = boundary.map { Array("\r\n--\($0)".utf8) }
        self.limit = limit
    }

    mutating func take(_ bytes: ByteBufferView) {
        if isWhole, kept.count + bytes.count > limit {
            isWhole = false
            if mark != nil { (pending, kept) = (kept, []) }
        }
        guard !isWhole, let mark else {
            kept += bytes
            return
        }
        pending += bytes
        while readsOn(to: mark) {}
    }

    /// What is kept at the end of the body.
    var bytes: [UInt8] { kept + pending }

    /// Reads a head or a content; false where more must come first.
    private mutating func readsOn(to mark: [UInt8]) -> Bool {
        guard place != .head else {
            let end = Array("\r\n\r\n".utf8)
            guard let first = MultipartBody.first(end, in: pending[...]) else { return false }
            let head = pending[..<(first + end.count)]
            place = MultipartBody.isOfFile(head) ? .file : .text
            keep(head.count, place: .text)
            return true
        }
        guard let end = MultipartBody.first(mark, in: pending[...]) else {
            // The mark may have begun.
            keep(max(0, pending.count - mark.count + 1), place: place)
            return false
        }
        keep(end, place: place)
        keep(mark.count, place: .text)
        place = .head
        return true
    }

    private mutating func keep(_ count: Int, place: Place) {
        if place == .text { kept += pending[..<count] }
        pending.removeFirst(count)
    }
}
