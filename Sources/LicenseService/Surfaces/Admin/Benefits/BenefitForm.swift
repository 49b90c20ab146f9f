import COSE
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
        texts[TermsField.conditions.rawValue] = terms.conditions.map(\.typed)
            .joined(separator: "\n")
    }

    /// What was typed.
    ///
    /// - Parameter now: licenses that are minted from now on must end before the calendar does.
    init(_ form: SubmittedForm, now: Timestamp) throws(Problem) {
        guard let plain = LicensePrefix("KEY") else { throw .internalFault }
        terms = LicenseTerms(prefix: plain)
        showsSeats = form.isChecked("shows-seats")
        keyForm = form["key-form"] == "short" ? .short : .signed
        if let text = form["key-form"], !["short", "signed"].contains(text) {
            faults.append(FieldFault(field: "key-form", detail: "Choose signed or short."))
        }
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
        if let fault = FieldFault.ofText(
            form.raw("instructions"), "instructions", upTo: 2000, lines: true)
        {
            faults.append(fault)
        }
        for field in TermsField.allCases {
            texts[field.rawValue] = form.raw(field.rawValue)
            if field == .conditions {
                takeConditions(form.raw(field.rawValue))
            } else {
                take(field, form[field.rawValue])
            }
        }
        checkCalendar(now)
    }

    /// No license can last beyond the calendar: each of this benefit would be refused.
    private mutating func checkCalendar(_ now: Timestamp) {
        for (field, lifetime) in [
            (TermsField.lifetime, terms.lifetime), (.updates, terms.updates),
        ] {
            do throws(IssuerError) {
                _ = try lifetime.end(issuedAt: now)
            } catch {
                guard error == .beyondCalendar else { continue }
                faults.append(
                    FieldFault(field: field.rawValue, detail: "This is too long a time."))
            }
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
                    FieldFault(field: field.rawValue, detail: ActivationLimit.fault))
                return
            }
            terms.activationLimit = limit
            return
        }
        let value: TermsValue? =
            switch field.kind {
            case .text, .choice: .text(text)
            case .count: Int64(text.filter { $0 != "," }).map { .number($0) }
            case .span: Self.seconds(text).map { .number($0) }
            case .names:
                .names(text.split { $0 == "," || $0.isWhitespace }.map(String.init))
            case .conditions: nil
            }
        guard let value, terms.set(field, to: value) else {
            faults.append(
                FieldFault(field: field.rawValue, detail: Self.fault(of: field, text)))
            return
        }
    }

    /// Seconds, or a time with a unit, as the others are written: `90s`, `12h`, `7d`.
    private static func seconds(_ text: String) -> Int64? {
        let units: [Character: Int64] = ["s": 1, "h": 3600, "d": 86_400]
        guard let last = text.last, let unit = units[last] else { return Int64(text) }
        guard let count = Int64(text.dropLast()) else { return nil }
        let (product, isOver) = count.multipliedReportingOverflow(by: unit)
        return isOver ? nil : product
    }

    /// What is wrong, with the part of the text where it is.
    private static func fault(of field: TermsField, _ text: String) -> String {
        switch field {
        case .usageLimit: return TypedCount.fault
        case .maxMajorVersion: return "Write a whole number from 0 on, such as 3."
        case .offline, .grace:
            return
                "Write a time such as 7d or 12h, or a number of seconds; at most \(Duration.seconds(Limits.maxSpanSeconds).plainText)."
        case .entitlements:
            let names = text.split { $0 == "," || $0.isWhitespace }
            if let wrong = names.first(where: { Entitlement($0) == nil }) {
                return
                    "“\(wrong.prefix(64))” is no name of a feature: use small letters, digits, dots, hyphens and underscores."
            }
            return Set(names).count < names.count
                ? "One of the names is there twice." : "Name at most \(Limits.maxEntitlements)."
        case .prefix, .lifetime, .updates, .activationLimit, .conditions, .enforcement:
            return "It \(field.rule)."
        }
    }

    /// One condition on each line.
    private mutating func takeConditions(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline).map { String($0).trimmingWhiteSpace }
            .filter { !$0.isEmpty }
        let conditions = lines.compactMap { Condition(typed: $0) }
        let values = Dictionary(conditions.map { ("\($0.key)", $0.value) }) { first, _ in first }
        guard conditions.count == lines.count, values.count == lines.count,
            values.isEmpty || terms.set(.conditions, to: .conditions(values))
        else {
            let wrong = lines.first { Condition(typed: $0) == nil }
            faults.append(
                FieldFault(
                    field: TermsField.conditions.rawValue,
                    detail: wrong.map { "“\($0.prefix(64))” is not like edition=pro." }
                        ?? "Name each condition once, and not too many of them."))
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
        let shown = BenefitForm(listing, .signed)
        return FormVersion.of(
            shown.texts.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
                + ["\(listing.showsSeats)", "\(listing.changedAt ?? listing.createdAt)"])
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
        form.previewAction = "\(path)/preview"
        var section = PageSection()
        section.form = form
        page.sections = [section, preview]
        if let listing { page.sections.append(Self.ids(of: listing.benefit.id)) }
        if caller?.allows(.benefitsWrite) == false { page.sections[0].form = nil }
        return page
    }

    /// What programs call the benefit.
    private static func ids(of benefit: BenefitID) -> PageSection {
        var section = PageSection("What programs call it")
        section.details = PageSection.DetailList([
            PageSection.DetailList.Detail("Id", .code("\(benefit)")),
            PageSection.DetailList.Detail("In webhooks", .code(benefit.prefixedText)),
        ])
        return section
    }

    /// The instructions as a customer reads them.
    private var preview: PageSection {
        var section = PageSection("What a customer reads")
        section.anchor = "preview"
        let mark = keyForm == .short ? "-" : "_"
        let key = "\(terms.prefix)\(mark)…the customer’s key…"
        guard let text = Benefit.fill(texts["instructions"] ?? "", with: key) else {
            section.text = "The key alone: there are no activation instructions."
            return section
        }
        section.copyable = PageSection.CopyText(
            copyID: "sample", copyLabel: "Beside the key and in the e-mail", copied: text,
            copyRows: min(10, 2 + text.count { $0 == "\n" } + text.count / 70))
        return section
    }

    private var fields: [FormField] {
        let named: [FormField] = [
            .input(
                "name", "Name", texts["name"] ?? "",
                hint: "For you and your programs, such as pro-2027.", isRequired: true)
        ]
        let terms = TermsField.allCases.map { field -> FormField in
            if field == .conditions {
                return .area(
                    field.rawValue, field.label, texts[field.rawValue] ?? "", rows: 3,
                    hint:
                        "What a program must present for the license to hold, one on each line, such as edition=pro. true, false and whole numbers are read as such, a text in quotation marks always as text."
                )
            }
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
