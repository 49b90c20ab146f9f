/// A finding that explains itself to programs and to people.
///
/// The code is stable across versions and meant for programs. The sentence (`description`) and the
/// next step are for a person: lower case, without a full stop, free to be reworded.
public protocol Explained: CustomStringConvertible, Sendable {
    /// A stable name such as `license.expired`.
    var code: String { get }
    /// What the person can do about it.
    var nextStep: String { get }
}
