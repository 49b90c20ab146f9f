import LicenseVerifier

/// One vector of a status list, a staple, a delta or a file of pages.
struct StatusCase {
    /// What a reader is told to expect.
    enum Object: String {
        case list, staple, delta, pages
    }

    let name: String
    let description: String
    let object: Object
    let bytes: [UInt8]
    var trust: Trust
    var now = Sample.now
    var organization = Sample.organization
    /// What the device remembers of the list that it took.
    var held: RawStatusList?
    /// The list itself, to which a delta is applied.
    var heldBytes: [UInt8]?
    /// The positions that are asked of a file of pages.
    var positions: [UInt32] = []
    /// A license that is judged by the list or staple.
    var license: [UInt8]?
    /// The pinned keys whose licenses are taken.
    private let issuers: JSON
    var expected: Expected

    init(
        _ name: String, _ description: String, _ object: Object, _ bytes: [UInt8],
        _ expected: Expected
    ) throws {
        self.name = name
        self.description = description
        self.object = object
        self.bytes = bytes
        self.expected = expected
        trust = .keys([try Self.signer.get()])
        issuers = .keys([try TestIssuer.demo.get()])
    }

    /// Who signs lists, and somebody whom nobody trusts for it.
    static let signer = Result { try TestIssuer.signer("status key") }
    static let stranger = Result { try TestIssuer.signer("other status key") }

    func with(_ change: (inout StatusCase) throws -> Void) rethrows -> StatusCase {
        var copy = self
        try change(&copy)
        return copy
    }

    static func all() throws -> [StatusCase] {
        try ValidLists.all() + ForeignLists.all() + UnacceptableLists.all() + ListAcceptance.all()
            + ListAcceptance.listsUnderBundles() + Decisions.all() + Staples.all() + Deltas.all()
            + PageFiles.all()
    }

    var vector: NamedVector {
        var members: [(String, JSON)] = [
            ("name", .string(name)), ("description", .string(description)),
            ("object", .string(object.rawValue)),
        ]
        members += trust.members
        members += [
            ("bytes", .base64(bytes)), ("now", .time(now)), ("organization", .id(organization)),
        ]
        if let held {
            members.append(
                (
                    "held",
                    .object([
                        ("shard", .number(held.shard)), ("sequence", .number(held.sequence)),
                        ("root", .hex(held.trueRoot)),
                    ])
                ))
        }
        if let heldBytes { members.append(("heldList", .base64(heldBytes))) }
        if !positions.isEmpty {
            members.append(("positions", .numbers(positions.map { Int64($0) })))
        }
        if let license {
            var facts = CaseFacts()
            facts.at = now
            members.append(("issuers", issuers))
            members.append(("license", .base64(license)))
            members.append(("facts", facts.json))
        }
        members.append(("expected", expected.json))
        return NamedVector(name: name, json: .object(members))
    }
}

/// Whose signatures count: pinned keys, or those of a bundle that root keys have signed.
enum Trust {
    case keys([TestIssuer])
    case bundle([UInt8], roots: [TestIssuer], threshold: Int64)

    var members: [(String, JSON)] {
        switch self {
        case .keys(let keys): [("keys", .keys(keys))]
        case .bundle(let bytes, let roots, let threshold):
            [
                ("roots", .keys(roots)), ("threshold", .number(threshold)),
                ("bundle", .base64(bytes)),
            ]
        }
    }
}
