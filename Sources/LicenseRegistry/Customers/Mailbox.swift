import Foundation

/// A mailbox as it is compared: two spellings of one address are one, and another word behind a plus
/// sign makes another.
///
/// Nothing that a mail system tells apart is joined but capitals, which none is known to tell apart.
struct Mailbox: Equatable {
    /// Composed (NFC), in small letters, with the domain in ASCII.
    let text: String

    /// The mailbox of an address, also of one that no mail would reach.
    init(_ address: String) {
        let plain = address.precomposedStringWithCanonicalMapping.lowercased()
        guard let at = plain.lastIndex(of: "@"),
            let domain = InternationalDomain.ascii(String(plain[plain.index(after: at)...]))
        else {
            text = plain
            return
        }
        text = plain[...at] + domain
    }
}
