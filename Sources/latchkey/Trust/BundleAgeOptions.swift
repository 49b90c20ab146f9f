import ArgumentParser
import CommandSupport
import LicenseVerifier

/// How old a trust bundle may be.
struct BundleAgeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Deny when the trust bundle was signed longer ago than this, such as 90d. Default: "
                + "never; a bundle that has expired is a warning.", valueName: "span"))
    var maxBundleAge: Span?

    @Option(
        help: ArgumentHelp(
            "Warn when the trust bundle was signed longer ago than this. Default: when it expires.",
            valueName: "span"))
    var warnBundleAge: Span?

    var age: BundleAge {
        BundleAge(warnAfter: warnBundleAge?.duration, refuseAfter: maxBundleAge?.duration)
    }
}
