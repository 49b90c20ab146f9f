import JSON
import LicenseVerifier

extension PolarValue {
    /// A moment in whole seconds, which is all that a license key can say; fractions are cut.
    ///
    /// A time without an offset is one in UTC, a date is its midnight, and a number counts the
    /// seconds since 1970.
    static func time(
        _ json: JSON, _ location: [Step], _ problems: inout [PolarProblem]
    ) -> Timestamp? {
        let time: Timestamp?
        switch json {
        case .number(let number): time = PolarTime(seconds: number.double)?.moment
        case .string(let text):
            time = (PolarTime(text) ?? Double(text).flatMap { PolarTime(seconds: $0) })?.moment
        default:
            problems.append(
                PolarProblem(.timeType, location, "Input should be a valid datetime", input: json))
            return nil
        }
        if time == nil {
            problems.append(
                PolarProblem(
                    .time, location, "Input should be a valid datetime of 1970 to 9999", input: json
                ))
        }
        return time
    }
}
