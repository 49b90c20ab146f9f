import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// A benefit in JSON; members that a request leaves out are those of a perpetual license that works
/// on any machine.
struct BenefitWire: JSONContent, Decodable {
    var id: IDWire<Named.Benefit>?
    private var organizationID: IDWire<Named.Organization>?
    private var name: String
    private var terms: TermsWire
    private var activationInstructions: String?
    private var keyForm: String?
    private var seatMoves: String?

    enum CodingKeys: String, CodingKey {
        case id, name
        case organizationID = "organization_id"
        case activationInstructions = "activation_instructions"
        case keyForm = "key_form"
        case seatMoves = "seat_moves"
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        id = try members.decodeIfPresent(IDWire.self, forKey: .id)
        organizationID = try members.decodeIfPresent(IDWire.self, forKey: .organizationID)
        name = try members.decode(String.self, forKey: .name)
        terms = try TermsWire(from: decoder)
        activationInstructions = try members.decodeIfPresent(
            String.self, forKey: .activationInstructions)
        keyForm = try members.decodeIfPresent(String.self, forKey: .keyForm)
        seatMoves = try members.decodeIfPresent(String.self, forKey: .seatMoves)
    }

    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encodeIfPresent(id, forKey: .id)
        try members.encodeIfPresent(organizationID, forKey: .organizationID)
        try members.encode(name, forKey: .name)
        try members.encodeIfPresent(activationInstructions, forKey: .activationInstructions)
        try members.encodeIfPresent(keyForm, forKey: .keyForm)
        try members.encodeIfPresent(seatMoves, forKey: .seatMoves)
        try terms.encode(to: encoder)
    }

    static let schema = Schema(
        "Benefit",
        .shape(
            TermsWire.schema.merging([
                "id": .uuid, "organization_id": .uuid, "name": .text,
                "activation_instructions": .text,
                "key_form": .oneOf(KeyForm.names.keys.sorted()),
                "seat_moves": .optional(.text),
            ]) { term, _ in term }, required: ["name", "prefix"]))
}

extension BenefitWire {
    init(_ benefit: Benefit, of organization: OrganizationID, keys form: KeyForm) {
        id = IDWire(benefit.id)
        organizationID = IDWire(organization)
        name = "\(benefit.name)"
        terms = TermsWire(benefit.terms)
        activationInstructions = benefit.activationInstructions
        keyForm = KeyForm.names.first { $0.value == form }?.key
        seatMoves = benefit.seatMoves.map { "\($0)" }
    }

    /// In which form its keys are handed out.
    func form() throws(Problem) -> KeyForm {
        guard let keyForm else { return .signed }
        guard let form = KeyForm.names[keyForm] else {
            throw .invalid("key_form", "must be signed or short")
        }
        return form
    }

    /// The benefit that is meant; throws all that is wrong with it.
    func benefit(_ id: BenefitID) throws(Problem) -> Benefit {
        var faults: [FieldFault] = []
        let name = BenefitName(self.name)
        if name == nil {
            faults.append(
                FieldFault(
                    field: "name", detail: "must be [a-z0-9][a-z0-9._-]*, up to 64 characters"))
        }
        let moves = seatMoves.flatMap { SeatMoveLimit($0) }
        if seatMoves != nil, moves == nil {
            faults.append(
                FieldFault(field: "seat_moves", detail: "must be moves per period, such as 3/90d"))
        }
        let terms = self.terms.terms(&faults)
        guard faults.isEmpty, let name, let terms else { throw .invalid(faults) }
        return Benefit(
            id: id, name: name, terms: terms,
            activationInstructions: activationInstructions ?? "", seatMoves: moves)
    }
}

extension KeyForm {
    fileprivate static let names: [String: KeyForm] = ["signed": .signed, "short": .short]
}

extension ActivationLimit {
    /// Null: not used; 0: no limit; else the number of seats.
    init?(wire: UInt64?) {
        switch wire {
        case nil: self = .notUsed
        case 0?: self = .unlimited
        case let seats? where seats <= UInt64(Limits.maxCount): self = .seats(seats)
        default: return nil
        }
    }

    var wire: UInt64? {
        switch self {
        case .notUsed: nil
        case .unlimited: 0
        case .seats(let seats): seats
        }
    }
}

/// The value of a condition in JSON.
struct ConditionWire: Codable, Sendable {
    let value: ConditionValue

    init(value: ConditionValue) {
        self.value = value
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // Each is tried in turn; any other value is reported to have the wrong type.
        if let flag = try? container.decode(Bool.self) {
            value = .bool(flag)
        } else if let number = try? container.decode(Int64.self) {
            value = .integer(number)
        } else {
            value = .text(try container.decode(String.self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch value {
        case .bool(let flag): try container.encode(flag)
        case .integer(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        }
    }
}
