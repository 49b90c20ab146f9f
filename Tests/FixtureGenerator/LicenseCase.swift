import CBOR
import LicenseVerifier

/// One vector: an input, what is trusted and known, and the verdict.
///
/// The verdict is written down by hand, not taken from the verifier.
struct LicenseCase {
    /// The form in which the license arrives.
    enum Input {
        /// `PREFIX_…`.
        case text(String)
        /// `LK1:…`.
        case carrier(String)
        /// An armored file.
        case file([UInt8])
    }

    /// What a verifier must say.
    enum Verdict {
        /// Verified, and judged by the policy: with reasons it is denied, or only advised.
        case verified(
            LicenseClaims, reasons: [String] = [], step: Int? = nil, warnings: [String] = [])
        /// Not a license signed by a trusted key.
        case refused(String, step: Int)
    }

    let name: String
    let description: String
    let input: Input
    var facts = CaseFacts()
    var verdict: Verdict
    var trusted: [TestIssuer]
    var understood: [Int64] = []
    /// Types of objects in a file that no version knows.
    var unknownTypes: [String] = []

    init(
        _ name: String, _ description: String, _ input: Input, _ verdict: Verdict
    ) throws {
        self.name = name
        self.description = description
        self.input = input
        self.verdict = verdict
        trusted = [try TestIssuer.demo.get()]
    }

    /// The same case with other circumstances.
    func with(_ change: (inout LicenseCase) throws -> Void) rethrows -> LicenseCase {
        var copy = self
        try change(&copy)
        return copy
    }

    static func all() throws -> [LicenseCase] {
        try ValidLicenses.all() + DamagedTexts.all() + ForeignMessages.all()
            + MalformedPayloads.all()
            + UnacceptableClaims.all() + DeniedLicenses.all() + LicenseFiles.all()
    }
}

/// What a program presents; at its default, facts that suit `Sample`.
struct CaseFacts {
    var at = Sample.now
    var organization = Sample.organization
    /// Nil for any.
    var benefits: [BenefitID]? = [Sample.benefit]
    /// Nil for any.
    var prefixes: [LicensePrefix]? = [Sample.prefix]
    /// Nil for not judged.
    var conditions: [Condition]? = []
    /// Whether the question of a seat is decided elsewhere.
    var activationNotJudged = false
    var usage = Usage.unknown
    var release = Release.unknown

    enum Usage { case unknown, used(Int64), notJudged }
    enum Release { case unknown, build(Timestamp, Int64), notJudged }
}

extension LicenseCase {
    /// - Parameter fileName: where the armored file is, for a license that comes as one.
    func json(fileName: String) -> JSON {
        var members: [(String, JSON)] = [
            ("name", .string(name)), ("description", .string(description)),
            ("keys", .keys(trusted)),
        ]
        if !understood.isEmpty { members.append(("understood", .numbers(understood))) }
        switch input {
        case .text(let text): members.append(("text", .string(text)))
        case .carrier(let text): members.append(("carrier", .string(text)))
        case .file: members.append(("file", .string(fileName)))
        }
        members.append(("facts", facts.json))
        members.append(("expected", expected))
        return .object(members)
    }

    private var expected: JSON {
        switch verdict {
        case .refused(let code, let step):
            return .object([
                ("outcome", .string("refused")), ("codes", .strings([code])),
                ("step", .number(Int64(step))),
            ])
        case .verified(let claims, let reasons, let step, let warnings):
            let isDenied = claims.enforcement == .deny ? !reasons.isEmpty : step == 13
            var members: [(String, JSON)] = [
                ("outcome", .string(isDenied ? "denied" : "allowed")),
                ("codes", .strings(reasons)),
            ]
            if let step { members.append(("step", .number(Int64(step)))) }
            members.append(("warnings", .strings(warnings)))
            if !unknownTypes.isEmpty { members.append(("unknownTypes", .strings(unknownTypes))) }
            members.append(("claims", claims.json))
            return .object(members)
        }
    }
}

extension CaseFacts {
    var json: JSON {
        var members: [(String, JSON)] = [
            ("at", .number(at.secondsSinceEpoch)),
            ("organization", .string(organization.description)),
        ]
        if let benefits { members.append(("benefits", .strings(benefits.map(\.description)))) }
        if let prefixes { members.append(("prefixes", .strings(prefixes.map(\.description)))) }
        members.append(("conditions", conditions.map(\.json) ?? .string("not judged")))
        members.append(("activation", .string(activationNotJudged ? "not judged" : "none")))
        switch usage {
        case .unknown: members.append(("usage", .string("unknown")))
        case .used(let units): members.append(("usage", .number(units)))
        case .notJudged: members.append(("usage", .string("not judged")))
        }
        switch release {
        case .unknown: members.append(("release", .string("unknown")))
        case .build(let releasedAt, let majorVersion):
            members.append(
                (
                    "release",
                    .object([
                        ("releasedAt", .number(releasedAt.secondsSinceEpoch)),
                        ("majorVersion", .number(majorVersion)),
                    ])
                ))
        case .notJudged: members.append(("release", .string("not judged")))
        }
        return .object(members)
    }
}

extension [Condition] {
    fileprivate var json: JSON {
        .object(
            map { condition in
                switch condition.value {
                case .bool(let value): (condition.key.description, .bool(value))
                case .integer(let value): (condition.key.description, .number(value))
                case .text(let value): (condition.key.description, .string(value))
                }
            })
    }
}

extension LicenseClaims {
    /// The claims under their names in the specification, absent ones left out.
    var json: JSON {
        var members: [(String, JSON)] = [
            ("prefix", .string(prefix.description)), ("license", .string(license.description)),
            ("organization", .string(organization.description)),
            ("benefit", .string(benefit.description)),
            ("issuedAt", .number(issuedAt.secondsSinceEpoch)),
        ]
        func add(_ name: String, _ value: Int64?) {
            if let value { members.append((name, .number(value))) }
        }
        if let customer { members.append(("customer", .string(customer.description))) }
        add("notBefore", notBefore?.secondsSinceEpoch)
        add("expiresAt", expiresAt?.secondsSinceEpoch)
        add("grace", grace?.components.seconds)
        add("offline", offline?.components.seconds)
        switch activationLimit {
        case .notUsed: break
        case .unlimited: add("activationLimit", 0)
        case .seats(let seats): add("activationLimit", Int64(seats))
        }
        add("usageLimit", usageLimit.map { Int64($0) })
        if !conditions.isEmpty { members.append(("conditions", conditions.json)) }
        if !entitlements.isEmpty {
            members.append(("entitlements", .strings(entitlements.map(\.description))))
        }
        add("statusIndex", statusIndex.map { Int64($0.value) })
        add("updatesUntil", updatesUntil?.secondsSinceEpoch)
        add("maxMajorVersion", maxMajorVersion.map { Int64($0) })
        if enforcement == .advise { members.append(("enforcement", .string("advise"))) }
        if !critical.isEmpty { members.append(("critical", .numbers(critical))) }
        if !extensions.entries.isEmpty {
            let bytes = Raw.item(.map(extensions))
            members.append(("extensions", .string(hexadecimal(bytes))))
        }
        return .object(members)
    }
}
