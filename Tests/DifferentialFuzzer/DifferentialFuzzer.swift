import Foundation

/// Prints inputs, each with what this verifier makes of it, for a verifier in another language to
/// compare: one JSON object a line, of `folder`, `vector` and `verdict`.
///
///     DifferentialFuzzer [--count 100000] [--seed 1] [--first 0] | node fuzz.js
///
/// The same seed gives the same inputs. `--first` begins at a later one, so that an input can be
/// made again alone.
@main
struct DifferentialFuzzer {
    static func main() throws {
        let arguments = CommandLine.arguments
        let seed = UInt64(number(after: "--seed", in: arguments) ?? 1)
        let first = number(after: "--first", in: arguments) ?? 0
        let count = number(after: "--count", in: arguments) ?? 100_000
        let signers = try Signers()
        let licenses = try LicenseInputs(signers)
        let trust = TrustInputs(signers, licenses)
        let statuses = StatusInputs(signers, trust)
        var lines: [UInt8] = []
        for index in first..<first + count {
            var mutator = Mutator(seed: seed, index: UInt64(index))
            let input =
                switch mutator.below(10) {
                case 0, 1: try statuses.input(&mutator)
                case 2, 3: try trust.input(&mutator)
                default: try licenses.input(&mutator)
                }
            lines += try input.line()
            if lines.count > 1 << 16 { flush(&lines) }
        }
        flush(&lines)
    }

    private static func flush(_ lines: inout [UInt8]) {
        FileHandle.standardOutput.write(Data(lines))
        lines.removeAll(keepingCapacity: true)
    }

    private static func number(after option: String, in arguments: [String]) -> Int? {
        guard let index = arguments.firstIndex(of: option), index + 1 < arguments.count else {
            return nil
        }
        return Int(arguments[index + 1])
    }
}
