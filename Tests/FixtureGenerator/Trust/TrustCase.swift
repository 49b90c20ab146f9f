/// One vector of a trust bundle, an affirmation list, or a license under a bundle.
struct TrustCase {
    /// What a reader is told to expect.
    enum Object: String {
        case bundle, affirmation, license
    }

    let name: String
    let description: String
    let object: Object
    let bytes: [UInt8]
    /// The root keys that the program pins, and how many of them must sign.
    var roots: [TestIssuer]
    var threshold: Int64 = 1
    /// Bundles that the device has taken before, oldest first.
    var before: [[UInt8]] = []
    /// The bundle and the affirmation lists under which a license is judged.
    var bundle: [UInt8]?
    var affirmations: [[UInt8]] = []
    var now = Sample.now
    let expected: Expected

    init(
        _ name: String, _ description: String, _ object: Object, _ bytes: [UInt8],
        _ expected: Expected
    ) throws {
        self.name = name
        self.description = description
        self.object = object
        self.bytes = bytes
        self.expected = expected
        roots = try RawBundle.roots(1)
    }

    func with(_ change: (inout TrustCase) throws -> Void) rethrows -> TrustCase {
        var copy = self
        try change(&copy)
        return copy
    }

    /// Two of three root keys must sign.
    func twoOfThree() throws -> TrustCase {
        try with {
            $0.roots = try RawBundle.roots(3)
            $0.threshold = 2
        }
    }

    static func all() throws -> [TrustCase] {
        try ValidBundles.all() + ForeignBundles.all() + UnacceptableBundles.all()
            + BundleAcceptance.all()
            + LicensesUnderBundles.all() + Affirmations.all()
    }

    var vector: NamedVector {
        var members: [(String, JSON)] = [
            ("name", .string(name)), ("description", .string(description)),
            ("object", .string(object.rawValue)), ("roots", .keys(roots)),
            ("threshold", .number(threshold)),
        ]
        if !before.isEmpty { members.append(("before", .array(before.map { .base64($0) }))) }
        if let bundle { members.append(("bundle", .base64(bundle))) }
        if !affirmations.isEmpty {
            members.append(("affirmations", .array(affirmations.map { .base64($0) })))
        }
        members += [
            ("bytes", .base64(bytes)), ("now", .time(now)), ("expected", expected.json),
        ]
        return NamedVector(name: name, json: .object(members))
    }
}

/// A list of affirmed licenses before it is signed, each part of which may be wrong.
struct RawAffirmation {
    var organization = Sample.organization
    /// The id of the stolen key.
    var key: [UInt8]
    /// Digests end to end.
    var digests: [UInt8]
    var changeTop: (inout RawMap) -> Void = { _ in }
    var changeOwn: (inout RawMap) -> Void = { _ in }

    /// Affirms signed objects of the demo issuer, ascending by their digests.
    init(_ licenses: [[UInt8]]) throws {
        key = try TestIssuer.demo.get().publicKey.keyID
        digests = licenses.map { sha256($0).prefix(16) }
            .sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 }
    }

    var payload: [UInt8] {
        var own = RawMap([
            (1, Raw.id(organization)), (2, Raw.bytes(key)), (3, Raw.bytes(digests)),
        ])
        changeOwn(&own)
        var top = RawMap([(-65546, own.bytes)])
        changeTop(&top)
        return top.bytes
    }

    static let type = Raw.text("application/vnd.latchkey.affirmation+cwt")

    func signed(by signers: [TestIssuer]) throws -> [UInt8] {
        try signers.flatMap {
            try Forgery(payload: payload, issuer: $0, type: Self.type).octets()
        }
    }
}
