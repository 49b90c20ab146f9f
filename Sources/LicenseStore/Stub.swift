public import COSE
public import LicenseIssuer
public import LicenseVerifier
public enum StoreError: Error, Explained { case x
  public var code: String {""}; public var nextStep: String {""}; public var description: String {""} }
public struct Organization: Sendable { public let id: OrganizationID; public let name: String
  public init(id: OrganizationID, name: String) { self.id = id; self.name = name } }
public struct SigningKeyRecord: Sendable { public let name: String; public let publicKey: VerificationKey; public let organization: OrganizationID; public let createdAt: Timestamp
  public init(name: String, publicKey: VerificationKey, organization: OrganizationID, createdAt: Timestamp) { self.name = name; self.publicKey = publicKey; self.organization = organization; self.createdAt = createdAt } }
public struct BatchID: Sendable {}
public struct Batch: Sendable { public let id: BatchID; public let recordedRows: Int; public let issuedAt: Timestamp }
public enum LicenseState: Sendable { case granted }
public struct LicenseRecord: Sendable { public let claims: LicenseClaims; public let message: SignedMessage; public let customer: String?; public let state: LicenseState
  public init(_ m: MintedLicense, customer: String?) { claims = m.claims; message = m.message; self.customer = customer; state = .granted }
  public init(claims: LicenseClaims, message: SignedMessage, customer: String?, batchRow: Int?) { self.claims = claims; self.message = message; self.customer = customer; state = .granted } }
public struct LicenseFilter: Sendable { public var benefit: BenefitID?; public var customer: CustomerID?; public var batch: BatchID?; public var expiringBefore: Timestamp?
  public init(organization: OrganizationID) {} }
public struct Store: Sendable {
  public static func open(sqlite: String, now: Timestamp) throws(StoreError) -> Store { Store() }
  public func organizations() throws(StoreError) -> [Organization] {[]}
  public func addOrganization(_ o: Organization, now: Timestamp) throws(StoreError) {}
  public func signingKeys() throws(StoreError) -> [SigningKeyRecord] {[]}
  public func signingKey(named: String) throws(StoreError) -> SigningKeyRecord? {nil}
  public func addSigningKey(_ k: SigningKeyRecord) throws(StoreError) {}
  public func addBenefit(_ b: Benefit, organization: OrganizationID, now: Timestamp) throws(StoreError) {}
  public func replaceBenefit(_ b: Benefit, organization: OrganizationID, now: Timestamp) throws(StoreError) {}
  public func benefits(of: OrganizationID) throws(StoreError) -> [Benefit] {[]}
  public func reserveStatusIndexes(_ n: Int, organization: OrganizationID, now: Timestamp, random: (Int)->[UInt8]) throws(StoreError) -> [StatusIndex] {[]}
  public func record(_ r: [LicenseRecord], batch: BatchID?, now: Timestamp) throws(StoreError) {}
  public func beginBatch(name: String, organization: OrganizationID, inputDigest: [UInt8], issuedAt: Timestamp, now: Timestamp) throws(StoreError) -> Batch { throw .x }
  public func batch(named: String, organization: OrganizationID) throws(StoreError) -> Batch? {nil}
  public func batchLicenses(_ b: BatchID, after: Int, limit: Int) throws(StoreError) -> [LicenseRecord] {[]}
  public func finishBatch(_ b: BatchID, now: Timestamp) throws(StoreError) {}
  public func license(_ id: LicenseID) throws(StoreError) -> LicenseRecord? {nil}
  public func licenses(matching: LicenseFilter, before: LicenseID?, limit: Int) throws(StoreError) -> [LicenseRecord] {[]}
  public func forEachLicense(matching: LicenseFilter, _ body: (LicenseRecord) throws -> Void) throws {}
}
