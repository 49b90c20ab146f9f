import Glibc
package import LicenseVerifier
import Terminal

/// The machine's clock, read by the programs only here.
///
/// A rehearsal may set another time for one command: LATCHKEY_CLOCK=2027-03-01. Nobody gains by it
/// what setting the machine's clock would not give.
package enum Clock {
    /// The time now; throws where it cannot be told.
    package static func now() throws -> Timestamp {
        if let text = Environment["LATCHKEY_CLOCK"] {
            guard let moment = Timestamp(text) else {
                throw CommandFailure(
                    .usage, "LATCHKEY_CLOCK is not a time",
                    nextStep: "write it as 2027-03-01 or 2027-03-01T09:30:00Z, or unset it")
            }
            return moment
        }
        guard let now = Timestamp(secondsSinceEpoch: Int64(time(nil))) else {
            throw CommandFailure(
                .configuration, "this machine's clock is out of range",
                nextStep: "set the machine's clock to the right date and time")
        }
        return now
    }
}
