/// What a handle is a handle of.
package enum HandleKind: UInt8 {
    case error = 1
    case trust, license, file, list, staple, facts, decision, timeline
    case ledger = 32
    case installed, message, pending, summary
}

/// What a handle can name.
package protocol HandleContent: AnyObject, Sendable {
    static var kind: HandleKind { get }
}
