extension FieldFault {
    /// What the rules of endpoints say as a sentence, with what the form calls the field.
    var ofEndpoint: FieldFault {
        let name =
            switch field {
            case "url": "The address"
            case "description": "The description"
            case "filter_types": "The list of events"
            default: "This"
            }
        return FieldFault(field: field, detail: "\(name) \(detail).")
    }
}
