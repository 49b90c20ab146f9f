import COSE
import LicenseSync
import LicenseTestSupport
import Testing

@Suite struct `The worked example of device messages` {
    @Test func `is printed as the generator wrote it, and is a report`() throws {
        let example = try WorkedArticle(
            "sync/worked-example.json", in: "LicenseSync/LicenseSync.docc/Device-Messages.md")
        #expect(try example.missing(WorkedArticle.printed + ["digest"]) == [])
        _ = try example.verified()
        let key = try VerificationKey(rawRepresentation: example.bytes("publicKey"))
        let message = try SignedMessage(deviceMessage: example.bytes("message"))
        let report = try UnverifiedUsageReport(message).verified(by: key).report
        #expect(report.usage == UsageTotal(units: 12) && report.sequence == 1)
    }
}
