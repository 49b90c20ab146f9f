import JSON
import LicenseRegistry
import LicenseVerifier

/// Reads single values as leniently as Polar does, and no more.
enum PolarValue {
    typealias Step = PolarProblem.Step

    // MARK: - Texts

    /// A string of any length; a number is none.
    static func text(
        _ json: JSON, _ location: [Step], _ problems: inout [PolarProblem]
    ) -> String? {
        guard case .string(let text) = json else {
            problems.append(
                PolarProblem(.string, location, "Input should be a valid string", input: json))
            return nil
        }
        guard !text.utf8.contains(0) else {
            problems.append(
                PolarProblem(
                    .valueError, location, "Value error, the character U+0000 cannot be kept")
            )
            return nil
        }
        return text
    }

    /// A string whose length is in a range.
    static func text(_ counts: ClosedRange<Int>) -> PolarForm.Reader<String> {
        { json, location, problems in
            guard let text = text(json, location, &problems) else { return nil }
            let count = text.unicodeScalars.count
            guard !counts.contains(count) else { return text }
            problems.append(
                count < counts.lowerBound
                    ? PolarProblem(
                        .tooShortString, location,
                        "String should have at least \(counts.lowerBound) characters", input: json)
                    : PolarProblem(
                        .tooLongString, location,
                        "String should have at most \(counts.upperBound) characters", input: json))
            return nil
        }
    }

    /// One of some values, by their names.
    static func oneOf<Value>(_ values: [String: Value]) -> PolarForm.Reader<Value> {
        { json, location, problems in
            if case .string(let text) = json, let value = values[text] { return value }
            let all = values.keys.sorted().map { "'\($0)'" }.joined(separator: ", ")
            problems.append(
                PolarProblem(.notOneOf, location, "Input should be one of \(all)", input: json))
            return nil
        }
    }

    // MARK: - Truth values

    /// A truth value, also one that is spelled out.
    static func flag(
        _ json: JSON, _ location: [Step], _ problems: inout [PolarProblem]
    ) -> Bool? {
        switch json {
        case .bool(let value): return value
        case .number(let number) where number.double == 0 || number.double == 1:
            return number.double == 1
        case .string(let text):
            switch text.lowercased() {
            case "true", "t", "yes", "y", "on", "1": return true
            case "false", "f", "no", "n", "off", "0": return false
            default: break
            }
            problems.append(
                PolarProblem(.boolean, location, "Input should be a valid boolean", input: json))
        default:
            problems.append(
                PolarProblem(.booleanType, location, "Input should be a valid boolean", input: json)
            )
        }
        return nil
    }

    /// An object.
    static func object(
        _ json: JSON, _ location: [Step], _ problems: inout [PolarProblem]
    ) -> JSONObject? {
        if case .object(let object) = json { return object }
        problems.append(
            PolarProblem(
                .objectExpected, location,
                "Input should be a valid dictionary or object to extract fields from", input: json)
        )
        return nil
    }
}
