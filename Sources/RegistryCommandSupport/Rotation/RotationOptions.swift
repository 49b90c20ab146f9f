import ArgumentParser
package import CommandSupport
package import LicenseVerifier
import Terminal

/// How far a key's replacement is taken by one call of `keys rotate`, in both programs.
package struct RotationOptions: ParsableArguments {
    @Flag(help: "Say what comes next, and change nothing.")
    package var plan = false

    @Flag(
        name: .customLong("devices-know-it"),
        help: "No bundle is needed: devices know the next key, since programs pin it.")
    package var isKnown = false

    package init() {}

    /// Takes the steps that can be taken now, and prints what comes next; ends with status 75 where
    /// something is waited for.
    ///
    /// - Parameter advice: what people do for the step that is waited for.
    package func run(
        _ rotation: some KeyReplacement, of name: RotatedKey, now: Timestamp,
        to output: OutputOptions, advice: (RotationStep) throws -> String
    ) throws {
        let taken = try plan ? [] : rotation.advance(isKnown: isKnown, now: now)
        let found = try rotation.plan(isKnown: isKnown, now: now)
        try output.print(
            RotationReport(name.rawValue, found, taken: taken, todo: advice(found.step)))
        if !plan, taken.isEmpty { throw QuietExit(status: .tryLater) }
    }
}
