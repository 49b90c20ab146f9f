extension TermsChange.Term {
    /// What a member of a body says of a term.
    init(_ field: FieldChange<Value>) {
        self =
            switch field {
            case .keep: .keep
            case .set(let value): .set(value)
            }
    }
}
