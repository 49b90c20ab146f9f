package import LicenseIssuer
import LicenseRegistry

/// The names of an issuing key and of those that take its place: the successor of `issuer` is
/// `issuer.2`, and that of `issuer.2` is `issuer.3`.
///
/// By these names every node and every command knows them, and no other key is ever taken for one.
package struct KeySuccession: Equatable {
    /// The first key's name.
    let stem: String
    /// Which one this is, counted from 1.
    let number: Int

    package init(of name: KeyName) {
        let text = name.description
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 1, let last = parts.last, let number = Int(last), number > 1,
            number < 10_000, last == "\(number)", let dot = text.lastIndex(of: ".")
        else {
            (stem, self.number) = (text, 1)
            return
        }
        (stem, self.number) = (String(text[..<dot]), number)
    }

    /// The successor's name; nil where there is room for none.
    package var next: KeyName? { KeyName("\(stem).\(number + 1)") }

    /// The name of the one before; nil for the first.
    var former: KeyName? {
        switch number {
        case 1: nil
        case 2: KeyName(stem)
        default: KeyName("\(stem).\(number - 1)")
        }
    }

    /// The first of records that are all one succession's: the one that signs until it is replaced.
    ///
    /// Nil for none, and for those of several.
    static func first(of records: [SigningKeyRecord]) -> SigningKeyRecord? {
        let named = records.compactMap { record in
            KeyName(record.name).map { (record: record, succession: KeySuccession(of: $0)) }
        }
        guard named.count == records.count, Set(named.map(\.succession.stem)).count == 1 else {
            return nil
        }
        return named.min { $0.succession.number < $1.succession.number }?.record
    }
}
