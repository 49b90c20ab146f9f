import CBOR
import COSE
import Foundation
import LicenseTestSupport
import LicenseVerifier
import Testing

/// Tokens and messages that others have published: none is a license, and each is refused before
/// anything that it says is believed.
@Suite struct `Foreign tokens` {
    /// The output of each example of COSE and CWT, in hexadecimal.
    private static let outputs: [(name: String, octets: [UInt8])] = {
        ["cwt", "cose-examples"].flatMap { name -> [(String, [UInt8])] in
            let files = try? FileManager.default.contentsOfDirectory(
                at: ForeignVectors.directory.appending(path: name), includingPropertiesForKeys: nil)
            return (files ?? []).filter { $0.pathExtension == "json" }.compactMap { file in
                guard let data = try? Data(contentsOf: file),
                    let json = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
                    let output = json["output"] as? [String: Any],
                    let hex = output["cbor"] as? String,
                    let octets = Hexadecimal.decode(hex)
                else { return nil }
                return (file.lastPathComponent, octets)
            }
        }
    }()

    @Test(.enabled(if: ForeignVectors.areAvailable, "the foreign vectors are not here"))
    func `are refused as licenses`() throws {
        #expect(Self.outputs.count >= 10)
        let vendor = TestVendor()
        for (name, octets) in Self.outputs {
            let text = "DEMO_" + Base64.encodeURL(octets)
            #expect(throws: LicenseError.self, "\(name)") {
                try vendor.trusted.verify(LicenseKey(parsing: text))
            }
            let payload = try SignedPayloads()
            #expect(throws: LicenseError.self, "\(name) as a payload") {
                try payload.verify(Array(octets.prefix(Limits.maxLicensePayload)))
            }
        }
    }

    @Test(
        .enabled(if: ForeignVectors.areAvailable, "the foreign vectors are not here"),
        arguments: [
            "malformed", "refused-by-our-profile",
        ])
    func `of malformed CBOR are refused as claims and as extensions`(_ name: String) throws {
        let file = ForeignVectors.directory.appending(path: "cbor/\(name).json")
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        let tests = try #require(json?["tests"] as? [[String: Any]])
        #expect(tests.count > 10)
        let key = try SignedPayloads()
        for test in tests {
            let hex = try #require(test["hex"] as? String)
            let bytes = try #require(Hexadecimal.decode(hex))
            guard bytes.count <= Limits.maxLicensePayload else { continue }
            #expect(throws: LicenseError.self, "\(hex)") { try key.verify(bytes) }
        }
    }
}
