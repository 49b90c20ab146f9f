/// Limits of the specification, written down once more, so that a vector at a limit notices when
/// the product's own table moves (Token-Format §3 and §6).
enum SpecifiedLimit {
    static let count: Int64 = 9_007_199_254_740_991
    static let spanSeconds: Int64 = 315_619_200
    static let keyCharacters = 2331
    static let carrierCharacters = 3391
    static let licensePayload = 1536
}
