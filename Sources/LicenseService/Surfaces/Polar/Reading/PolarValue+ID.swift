import CBOR
import JSON
import LicenseVerifier

extension PolarValue {
    /// A UUID of version 4, in any of the spellings that Polar takes.
    static func id<Kind>(
        _ json: JSON, _ location: [Step], _ problems: inout [PolarProblem]
    ) -> Identifier<Kind>? {
        guard case .string(let text) = json else {
            problems.append(
                PolarProblem(
                    .uuidType, location, "UUID input should be a string, bytes or UUID object",
                    input: json))
            return nil
        }
        if let id = Identifier<Kind>(text), id.isOfVersion4 { return id }
        guard let bytes = bytes(ofUUID: text) else {
            problems.append(
                PolarProblem(.uuid, location, "Input should be a valid UUID", input: json))
            return nil
        }
        // Sixteen zeros are not an id, and have no version either.
        guard let id = Identifier<Kind>(bytes), id.isOfVersion4 else {
            problems.append(
                PolarProblem(.uuidVersion, location, "UUID version 4 expected", input: json))
            return nil
        }
        return id
    }

    /// With or without hyphens, in braces, or as a URN.
    private static func bytes(ofUUID text: String) -> [UInt8]? {
        var digits = Array(text.utf8)[...]
        let urn = Array("urn:uuid:".utf8)
        if digits.count == 45, digits.starts(with: urn, by: { $0 | 0x20 == $1 }) {
            digits = digits.dropFirst(urn.count)
        } else if digits.count == 38, digits.first == UInt8(ascii: "{"),
            digits.last == UInt8(ascii: "}")
        {
            digits = digits.dropFirst().dropLast()
        }
        guard digits.count == 36 || digits.count == 32 else { return nil }
        let isHyphenated = digits.count == 36
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        var high: UInt8?
        for (position, digit) in digits.enumerated() {
            if isHyphenated, [8, 13, 18, 23].contains(position) {
                guard digit == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let value = Hexadecimal.value(of: digit) else { return nil }
            if let half = high {
                bytes.append(half << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }
}
