/// A form: what it asks for, and where it goes.
struct PageForm: Sendable {
    struct HiddenField: Sendable {
        let hiddenName: String
        let hiddenValue: String
    }

    /// `post` for what changes anything, `get` for questions.
    var method = "post"
    var action: String
    /// Whether it sends files.
    var enctype: String?
    var formClass = "form"
    /// Whether it carries the token that only this service's forms have.
    var tokenFields: Bool
    var hiddenFields: [HiddenField] = []
    var fields: [FormField]
    var submit: String
    var submitClass = "primary"
    /// A second button that only shows what would happen.
    var previewAction: String?
    var cancel: String?
    /// What a script needs that checks a license key by itself, as JSON.
    var checkTrust: String?

    init(_ action: String, _ fields: [FormField] = [], submit: String) {
        self.action = action
        self.fields = fields
        self.submit = submit
        tokenFields = true
    }

    /// A form that asks and changes nothing.
    static func query(_ action: String, _ fields: [FormField], submit: String) -> PageForm {
        var form = PageForm(action, fields, submit: submit)
        form.method = "get"
        form.tokenFields = false
        form.formClass = "form filter"
        form.submitClass = "plain"
        return form
    }

    /// Marks what cannot be taken back, or ends something.
    mutating func makeGrave() {
        formClass = "form grave"
        submitClass = "danger"
    }

    /// One button that does something which can be taken back.
    static func button(_ action: String, _ text: String, _ hidden: [HiddenField] = []) -> PageForm {
        var form = PageForm(action, submit: text)
        form.formClass = "inline"
        form.submitClass = "plain small"
        form.hiddenFields = hidden
        return form
    }
}

/// One thing that a form asks for.
struct FormField: Sendable {
    struct Choice: Sendable {
        let choiceValue: String
        let choiceText: String
        let isChosen: Bool
    }

    struct Box: Sendable {
        let boxID: String
        let boxValue: String
        let boxText: String
        let isTicked: Bool
    }

    let fieldName: String
    let fieldLabel: String
    var fieldID: String
    var fieldHint: String?
    var fieldError: String?
    /// The ids of hint and error, for readers that do not see them beside the field.
    var describedBy: String? {
        let ids = [
            fieldHint.map { _ in "\(fieldID)-hint" }, fieldError.map { _ in "\(fieldID)-error" },
        ]
        let known = ids.compactMap(\.self)
        return known.isEmpty ? nil : known.joined(separator: " ")
    }
    var fieldDescription: String?
    var fieldValue = ""
    var inputType: String?
    var isArea = false
    var areaRows = 4
    var isSelect = false
    var choices: [Choice] = []
    var isCheck = false
    var isChecked = false
    /// Boxes under one heading, of which any number can be ticked.
    var boxes: [Box] = []
    var showsGroup = false
    var isRequired = false
    var autocomplete: String?
    var accepts: String?
    /// The field into which a script puts what it reads off a photo; without a script, the field
    /// for the photo is not shown.
    var scanTarget: String?

    private init(_ name: String, _ label: String) {
        fieldName = name
        fieldLabel = label
        fieldID = "field-\(name)"
    }

    static func input(
        _ name: String, _ label: String, _ value: String = "", type: String = "text",
        hint: String? = nil, isRequired: Bool = false, autocomplete: String? = "off"
    ) -> FormField {
        var field = FormField(name, label)
        field.inputType = type
        field.fieldValue = value
        field.fieldHint = hint
        field.isRequired = isRequired
        field.autocomplete = autocomplete
        return field
    }

    static func area(
        _ name: String, _ label: String, _ value: String = "", rows: Int = 4, hint: String? = nil
    ) -> FormField {
        var field = FormField(name, label)
        field.isArea = true
        field.areaRows = rows
        field.fieldValue = value
        field.fieldHint = hint
        return field
    }

    static func file(
        _ name: String, _ label: String, accepts: String, hint: String? = nil
    ) -> FormField {
        var field = FormField(name, label)
        field.inputType = "file"
        field.accepts = accepts
        field.fieldHint = hint
        return field
    }

    static func photo(of target: String, _ label: String) -> FormField {
        var field = FormField("photo", label)
        field.inputType = "file"
        field.accepts = "image/*"
        field.scanTarget = "field-\(target)"
        return field
    }

    static func select(
        _ name: String, _ label: String, _ choices: [(value: String, text: String)],
        chosen: String?, hint: String? = nil
    ) -> FormField {
        var field = FormField(name, label)
        field.isSelect = true
        field.choices = choices.map {
            Choice(choiceValue: $0.value, choiceText: $0.text, isChosen: $0.value == chosen)
        }
        field.fieldHint = hint
        return field
    }

    static func check(
        _ name: String, _ label: String, _ isChecked: Bool, value: String = "yes",
        hint: String? = nil
    ) -> FormField {
        var field = FormField(name, label)
        field.fieldID = "field-\(name)-\(value)"
        field.isCheck = true
        field.isChecked = isChecked
        field.fieldValue = value
        field.fieldHint = hint
        return field
    }

    static func boxes(
        _ name: String, _ label: String, _ choices: [(value: String, text: String)],
        ticked: Set<String>, hint: String? = nil
    ) -> FormField {
        var field = FormField(name, label)
        field.boxes = choices.map {
            Box(
                boxID: "field-\(name)-\($0.value)", boxValue: $0.value, boxText: $0.text,
                isTicked: ticked.contains($0.value))
        }
        field.showsGroup = true
        field.fieldHint = hint
        return field
    }

    /// With what is wrong about it, if anything is, and what refers to that.
    func completed(_ faults: [FieldFault] = []) -> FormField {
        var field = self
        if let fault = faults.first(where: { $0.field == fieldName }) {
            field.fieldError = fault.detail
        }
        field.fieldDescription = field.describedBy
        return field
    }
}
