public import COSE
public import LicenseVerifier

/// Shows that a device holds a license without sending it: the license's id, and a code that only
/// its holder can compute (Device-Messages §4).
///
/// The code is the first 16 bytes of HMAC-SHA-256, keyed by the license's octets, over the text
/// `latchkey license proof`, the device key and the request's id. A request with it fits a smaller
/// QR code, and somebody who photographs the code learns nothing to activate with. The service must know
/// the license already.
public struct LicenseProof: Equatable, Sendable {
    static let byteCount = 16

    /// Which license.
    public let license: LicenseID
    let code: [UInt8]

    /// Takes the parts as they are on the wire; nil unless the code has sixteen bytes.
    init?(license: LicenseID, code: some Collection<UInt8>) {
        guard code.count == Self.byteCount else { return nil }
        self.license = license
        self.code = Array(code)
    }

    /// Proves that a device holds a license, in one request.
    public init(of license: VerifiedLicense, device: VerificationKey, in request: RequestID) {
        self.license = license.claims.license
        code = Self.code(octets: license.message.bytes, device: device, request: request)
    }

    /// Whether the proof is of this license, by this device, in this request.
    ///
    /// Takes the same time wherever a wrong code differs.
    public func holds(
        for license: VerifiedLicense, device: VerificationKey, in request: RequestID
    ) -> Bool {
        license.claims.license == self.license
            && isMade(with: license.message.bytes, by: device, in: request)
    }

    /// Whether the code was computed with these octets, which need not be a license's.
    package func isMade(
        with octets: [UInt8], by device: VerificationKey, in request: RequestID
    ) -> Bool {
        let expected = Self.code(octets: octets, device: device, request: request)
        return ConstantTime.areEqual(code, expected)
    }

    private static func code(
        octets: [UInt8], device: VerificationKey, request: RequestID
    ) -> [UInt8] {
        let message =
            Array("latchkey license proof".utf8) + device.rawRepresentation + request.bytes
        return Array(
            SHA256.authenticationCode(for: message, key: octets).prefix(Self.byteCount))
    }
}
