package import COSE
import LicenseSync
import LicenseVerifier

/// Objects in groups that are verified together: the signatures of several root keys over one
/// content, and every other object by itself.
package struct SignedContents {
    /// The groups, in the order in which the first of each came.
    package private(set) var groups: [[SignedMessage]] = []

    /// The groups of each content that several keys sign.
    private var numbers: [Content: [Int]] = [:]
    /// How many signatures of each key over a content there are.
    private var counts: [Signature: Int] = [:]

    private static let signedByMany: [MessageType] = [.trustBundle, .affirmation, .clockReset]

    /// Starts without objects.
    package init() {}

    /// The objects in groups.
    package init(_ objects: some Sequence<SignedMessage>) {
        for object in objects { add(object) }
    }

    /// Adds an object, and gives the number of its group.
    ///
    /// Of two signatures by one key, one may be damaged and must not spoil the other, so the second
    /// is in another group.
    @discardableResult
    package mutating func add(_ object: SignedMessage) -> Int {
        guard let kind = Self.signedByMany.firstIndex(of: object.header.type) else {
            return begin(object)
        }
        let content = Content(kind: kind, payload: object.unverifiedPayload)
        let signature = Signature(content: content, key: object.header.keyID)
        let turn = counts[signature, default: 0]
        counts[signature] = turn + 1
        if let known = numbers[content], turn < known.count {
            groups[known[turn]].append(object)
            return known[turn]
        }
        let number = begin(object)
        numbers[content, default: []].append(number)
        return number
    }

    private mutating func begin(_ object: SignedMessage) -> Int {
        groups.append([object])
        return groups.count - 1
    }
}

extension SignedContents {
    private struct Content: Hashable {
        /// Which of the types that several keys sign.
        let kind: Int
        let payload: ArraySlice<UInt8>
    }

    private struct Signature: Hashable {
        let content: Content
        let key: KeyID
    }
}
