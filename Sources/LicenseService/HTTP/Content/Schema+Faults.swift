import JSON

extension Schema {
    /// What of a body nobody would read, or would read otherwise than it was meant: members that the
    /// shape does not have, members that are there twice, and numbers out of their range.
    ///
    /// All else is found where the body is decoded.
    func faults(in body: JSON) -> [FieldFault] {
        var check = ShapeCheck()
        check.look(at: body, as: definition, path: "")
        return check.faults
    }
}

/// A body, looked through beside its schema.
private struct ShapeCheck {
    private(set) var faults: [FieldFault] = []
    /// More faults than these help nobody.
    private static let mostFaults = 20

    mutating func look(at value: JSON, as schema: JSON, path: String) {
        guard faults.count < Self.mostFaults, let schema = schema.object else { return }
        if let options = schema["anyOf"]?.array {
            guard !value.isNull, let option = options.first else { return }
            return look(at: value, as: option, path: path)
        }
        switch value {
        case .object(let object): look(at: object, as: schema, path: path)
        case .array(let elements):
            guard let items = schema["items"] else { return }
            for (index, element) in elements.enumerated() {
                look(at: element, as: items, path: Self.path(path, "\(index)"))
            }
        case .number(let number): look(at: number, as: schema, path: path)
        case .null, .bool, .string: break
        }
    }

    private mutating func look(at object: JSONObject, as schema: JSONObject, path: String) {
        let properties = schema["properties"]?.object
        var names: Set<String> = []
        for member in object.members {
            let place = Self.path(path, member.name)
            guard names.insert(member.name).inserted else {
                add(place, "is there twice")
                continue
            }
            if let known = properties?[member.name] {
                look(at: member.value, as: known, path: place)
            } else if properties != nil {
                add(place, "is not known here")
            } else if let others = schema["additionalProperties"] {
                look(at: member.value, as: others, path: place)
            }
        }
    }

    private mutating func look(at number: JSONNumber, as schema: JSONObject, path: String) {
        guard schema["type"] == "integer" else { return }
        if let least = schema["minimum"]?.integer, number.double < Double(least) {
            add(path, "must be \(least) or more")
        } else if number.integer == nil,
            number.double.rounded() != number.double
                || number.double.magnitude >= 0x1p63
        {
            add(path, "must be a whole number of at most 64 bits")
        }
    }

    private mutating func add(_ path: String, _ detail: String) {
        faults.append(FieldFault(field: path.isEmpty ? "body" : path, detail: detail))
    }

    private static func path(_ path: String, _ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }
}
