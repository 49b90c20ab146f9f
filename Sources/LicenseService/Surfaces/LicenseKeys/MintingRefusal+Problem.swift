import HTTPTypes

extension MintingRefusal: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .notEntrusted:
            Problem(
                .forbidden, "no-minting", "this service may not mint licenses of this benefit",
                nextStep: "mint it where the issuing key is, and import it")
        case .ended: .invalid("expires_at", "is in the past")
        }
    }
}
