import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// The terms of a benefit as fields: one for each that `TermsField` names, under its name.
struct BenefitForm: Sendable {
    private var texts: [String: String] = [:]
    private var terms: LicenseTerms
    private var name: BenefitName?
    private(set) var showsSeats: Bool
    private(set) var keyForm: KeyForm
    private var seatMoves: SeatMoveLimit?
    private(set) var faults: [FieldFault] = []

    /// The fields of a benefit that there is.
    init(_ listing: BenefitListing, _ form: KeyForm) {
        terms = listing.benefit.terms
        name = listing.benefit.name
        showsSeats = listing.showsSeats
        keyForm = form
        texts["name"] = "\(listing.benefit.name)"
        texts["instructions"] = listing.benefit.activationInstructions
        texts["seat-moves"] = listing.benefit.seatMoves.map { "\($0)" } ?? ""
        for field in TermsField.allCases {
            texts[field.rawValue] = terms.value(of: field).map(Self.text) ?? ""
        }
    }

    /// What was typed.
    ///
    /// - Parameter old: what is changed; its conditions stay, which no field shows.
    init(_ form: SubmittedForm, changing old: Benefit? = nil) throws(Problem) {
        guard let plain = LicensePrefix("KEY") else { throw .internalFault }
        var terms = LicenseTerms(prefix: plain)
        terms.conditions = old?.terms.conditions ?? []
        self.terms = terms
        showsSeats = form.isChecked("shows-seats")
        keyForm = form["key-form"] == "short" ? .short : .signed
        texts["instructions"] = form.raw("instructions")
        texts["name"] = form.raw("name")
        name = form["name"].flatMap { BenefitName($0) }
        if name == nil {
            faults.append(
                FieldFault(
                    field: "name",
                    detail: "Use small letters, digits, dots and hyphens, such as pro-2027."))
        }
        texts["seat-moves"] = form.raw("seat-moves")
        if let text = form["seat-moves"] {
            seatMoves = SeatMoveLimit(text)
            if seatMoves == nil {
                faults.append(
                    FieldFault(
                        field: "seat-moves", detail: "Write moves per period, such as 3/90d."))
            }
        }
        if form.raw("instructions").utf8.count > 2000 {
            faults.append(FieldFault(field: "instructions", detail: "Use at most 2,000 bytes."))
        }
        for field in TermsField.allCases where field != .conditions {
            texts[field.rawValue] = form.raw(field.rawValue)
            take(field, form[field.rawValue])
        }
    }

    private mutating func take(_ field: TermsField, _ text: String?) {
        guard let text else {
            if field == .prefix {
                faults.append(FieldFault(field: field.rawValue, detail: "Write a prefix."))
            }
            return
        }
        if field == .activationLimit {
            guard let limit = ActivationLimit(typed: text) else {
                faults.append(
                    FieldFault(
                        field: field.rawValue, detail: "Write 1 or more, or “unlimited”."))
                return
            }
            terms.activationLimit = limit
            return
        }
        let value: TermsValue? =
            switch field.kind {
            case .text, .choice: .text(text)
            case .count, .span: Int64(text).map { .number($0) }
            case .names:
                .names(text.split { $0 == "," || $0.isWhitespace }.map(String.init))
            case .conditions: nil
            }
        guard let value, terms.set(field, to: value) else {
            faults.append(FieldFault(field: field.rawValue, detail: "It \(field.rule)."))
            return
        }
    }

    private static func text(_ value: TermsValue) -> String {
        switch value {
        case .text(let text): text
        case .number(let number): "\(number)"
        case .names(let names): names.joined(separator: ", ")
        case .conditions: ""
        }
    }

    /// The benefit that is meant; nil where something cannot be used.
    func benefit(_ id: BenefitID) -> Benefit? {
        guard faults.isEmpty, let name else { return nil }
        return Benefit(
            id: id, name: name, terms: terms,
            activationInstructions: texts["instructions"] ?? "", seatMoves: seatMoves)
    }

    static func version(_ listing: BenefitListing) -> String {
        "\((listing.changedAt ?? listing.createdAt).secondsSinceEpoch)-\(listing.benefit.name)"
    }

    // MARK: - The page

    func page(
        _ listing: BenefitListing?, _ faults: [FieldFault], _ caller: AdminCaller? = nil
    ) -> PageBody {
        var page = PageBody(listing.map { "\($0.benefit.name)" } ?? "Add a benefit")
        page.trail = AdminNavigation.trail(("/admin/benefits", "Benefits"))
        page.show(faults)
        let path = listing.map { "/admin/benefits/\($0.benefit.id)" } ?? "/admin/benefits/new"
        var form = PageForm(
            path, fields.map { $0.completed(faults) }, submit: listing == nil ? "Add it" : "Save")
        form.cancel = "/admin/benefits"
        if let listing {
            form.hiddenFields = [
                PageForm.HiddenField(hiddenName: "version", hiddenValue: Self.version(listing))
            ]
            page.intro =
                "Licenses that exist keep what they say; a change counts for those to come, and for those whose subscription is renewed."
        }
        var section = PageSection()
        section.form = form
        page.sections = [section]
        if caller?.allows(.benefitsWrite) == false { page.sections[0].form?.fields = [] }
        return page
    }

    private var fields: [FormField] {
        let named: [FormField] = [
            .input(
                "name", "Name", texts["name"] ?? "",
                hint: "For you and your programs, such as pro-2027.", isRequired: true)
        ]
        let terms = TermsField.allCases.compactMap { field -> FormField? in
            guard field != .conditions else { return nil }
            let value =
                field == .activationLimit ? self.terms.activationLimit.typed : texts[field.rawValue]
            if case .choice(let values) = field.kind {
                return .select(
                    field.rawValue, field.label, values.map { (value: $0, text: $0) },
                    chosen: value, hint: field.hint)
            }
            return .input(
                field.rawValue, field.label, value ?? "", hint: field.hint,
                isRequired: field == .prefix)
        }
        return named + terms + [
            .select(
                "key-form", "Form of its keys",
                [
                    (value: "signed", text: "signed: works without a network"),
                    ("short", "short: works online, exchanged for a signed one"),
                ], chosen: keyForm == .short ? "short" : "signed"),
            .input(
                "seat-moves", "Moves of seats", texts["seat-moves"] ?? "",
                hint: "How often a license's seats may move to other devices: 3/90d is three times "
                    + "in 90 days. Empty for as often as customers like. Counts at once."),
            .check("shows-seats", "Customers may free seats in the portal", showsSeats),
            .area(
                "instructions", "Activation instructions", texts["instructions"] ?? "", rows: 4,
                hint: "Shown to the customer beside the key; <key> stands for it."),
        ]
    }
}
