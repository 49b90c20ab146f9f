import JSON

extension PolarValue {
    /// What a database of Polar's can hold.
    static let int32 = Int64(Int32.min)...Int64(Int32.max)

    /// An integer in a range: a number without a fraction, the digits of one, or a truth value.
    static func integer(_ range: ClosedRange<Int64>) -> PolarForm.Reader<Int64> {
        { json, location, problems in
            let value: Number
            switch json {
            case .bool(let flag): value = .exact(flag ? 1 : 0)
            case .number(let number): value = Number(number)
            case .string(let text): value = Number(digits: text)
            case .null, .array, .object: value = .none(.integerType)
            }
            switch value {
            case .exact(let value) where range.contains(value): return value
            case .exact(let value): add(value < range.lowerBound)
            case .beyond(let isNegative): add(isNegative)
            case .none(let code):
                problems.append(
                    PolarProblem(code, location, "Input should be a valid integer", input: json))
            }
            return nil

            func add(_ isTooSmall: Bool) {
                problems.append(
                    isTooSmall
                        ? PolarProblem(
                            .tooSmall, location,
                            "Input should be greater than or equal to \(range.lowerBound)",
                            input: json)
                        : PolarProblem(
                            .tooLarge, location,
                            "Input should be less than or equal to \(range.upperBound)",
                            input: json))
            }
        }
    }

    private enum Number {
        case exact(Int64)
        /// An integer that is too large for any range here.
        case beyond(isNegative: Bool)
        case none(PolarProblem.Code)

        init(_ number: JSONNumber) {
            if let integer = number.integer {
                self = .exact(integer)
            } else if number.double.rounded() != number.double {
                self = .none(.fraction)
            } else {
                self =
                    Int64(exactly: number.double).map { .exact($0) }
                    ?? .beyond(isNegative: number.double < 0)
            }
        }

        /// Digits with a sign, and a fraction of zeros; blanks around them do not count.
        init(digits text: String) {
            let characters = text.utf8.drop { $0 <= 0x20 }
            var rest = Substring(characters)
            while let last = rest.utf8.last, last <= 0x20 { rest.removeLast() }
            let sign = rest.first.flatMap { "+-".contains($0) ? $0 : nil }
            if sign != nil { rest.removeFirst() }
            if let point = rest.firstIndex(of: "."),
                rest[point...].dropFirst().allSatisfy({ $0 == "0" })
            {
                rest = rest[..<point]
            }
            guard !rest.isEmpty, rest.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                self = .none(.integer)
                return
            }
            let isNegative = sign == "-"
            self =
                Int64((isNegative ? "-" : "") + rest).map { .exact($0) }
                ?? .beyond(isNegative: isNegative)
        }
    }
}
