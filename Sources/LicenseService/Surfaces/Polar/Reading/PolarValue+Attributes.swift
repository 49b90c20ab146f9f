import JSON
import LicenseRegistry

extension PolarValue {
    private static let maxEntries = 50
    private static let names = 1...40
    private static let texts = 1...500

    /// A map of names to strings, numbers and truth values.
    static func attributes(
        _ json: JSON, _ location: [Step], _ problems: inout [PolarProblem]
    ) -> Attributes? {
        guard case .object(let object) = json else {
            problems.append(
                PolarProblem(.map, location, "Input should be a valid dictionary", input: json))
            return nil
        }
        let members = object.effective
        let before = problems.count
        if members.count > maxEntries {
            problems.append(
                PolarProblem(
                    .tooMany, location, "Dictionary should have at most \(maxEntries) items"))
            return nil
        }
        for member in members {
            check(name: member.name, location, &problems)
            check(value: member.value, location + [.name(member.name)], &problems)
        }
        return problems.count == before ? Attributes(JSONObject(members)) : nil
    }

    private static func check(
        name: String, _ location: [Step], _ problems: inout [PolarProblem]
    ) {
        if name.utf8.contains(0) {
            problems.append(
                PolarProblem(
                    .valueError, location, "Value error, the character U+0000 cannot be kept")
            )
        }
        _ = text(names)(
            .string(name.replacingNUL), location + [.name(name), .name("[key]")], &problems)
    }

    /// One problem for each type that the value could have had.
    private static func check(
        value: JSON, _ location: [Step], _ problems: inout [PolarProblem]
    ) {
        switch value {
        case .bool, .number: return
        case .string(let characters):
            if characters.utf8.contains(0) {
                problems.append(
                    PolarProblem(
                        .valueError, Array(location.prefix(2)),
                        "Value error, the character U+0000 cannot be kept"))
                return
            }
            let before = problems.count
            _ = text(texts)(value, location + [.name("constrained-str")], &problems)
            guard problems.count > before else { return }
        case .null, .array, .object:
            _ = text(value, location + [.name("constrained-str")], &problems)
        }
        let types: [(String, PolarProblem.Code, String)] = [
            ("int", .integerType, "integer"), ("float", .floatType, "number"),
            ("bool", .booleanType, "boolean"),
        ]
        for (name, code, type) in types {
            problems.append(
                PolarProblem(
                    code, location + [.name(name)], "Input should be a valid \(type)", input: value)
            )
        }
    }
}

extension String {
    /// The same number of characters, none of which is U+0000, which is refused by itself.
    fileprivate var replacingNUL: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "0" : $0 }))
    }
}
