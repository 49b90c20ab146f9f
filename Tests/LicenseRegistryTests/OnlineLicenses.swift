import JSON
import LicenseRegistry

extension Result {
    /// Why not; nil for a success.
    var refusal: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}

func attributes(_ text: String) throws -> Attributes {
    Attributes(try JSON(parsing: Array(text.utf8)).object!)!
}
