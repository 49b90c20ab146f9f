import CBOR
public import LicenseVerifier

/// A kind of license that an organization sells: the template of its terms.
public struct Benefit: Equatable, Sendable {
    /// The benefit's id, which every license of it carries.
    public let id: BenefitID
    /// A short name for people and for the command line.
    public var name: BenefitName
    /// What each license grants.
    public var terms: LicenseTerms
    /// What the customer is told to do with the key; may be empty.
    public var activationInstructions: String
    /// How often the seats of a license may move to other machines; nil for as often as one likes.
    public var seatMoves: SeatMoveLimit?

    /// A benefit with its template.
    public init(
        id: BenefitID, name: BenefitName, terms: LicenseTerms, activationInstructions: String = "",
        seatMoves: SeatMoveLimit? = nil
    ) {
        self.id = id
        self.name = name
        self.terms = terms
        self.activationInstructions = activationInstructions
        self.seatMoves = seatMoves
    }
}

/// A benefit's short name: `[a-z0-9][a-z0-9._-]{0,63}`, unlike any UUID.
public struct BenefitName: Hashable, Sendable, CustomStringConvertible {
    /// The most characters a name may have.
    public static let maxCount = 64

    /// The characters.
    public let description: String

    /// Takes a text of the form above; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let characters = text.utf8
        guard let first = characters.first, first.isLowerLetter || first.isDigit,
            characters.count <= Self.maxCount,
            characters.allSatisfy({ $0.isLowerLetter || $0.isDigit || $0.isOne(of: "._-") }),
            BenefitID(text) == nil
        else { return nil }
        description = String(text)
    }
}
