/// What a device knows of a license's status.
public enum StatusFact: Sendable {
    /// No more than that the license was good when it was minted.
    case nothing
    /// The newest list that the device has; one that the license is not in says nothing about it.
    case list(VerifiedStatusList)
    /// A staple of this one license; one of another says nothing.
    case staple(VerifiedStatusStaple)
    /// The entry of this one license in a list in pages; one of another says nothing.
    case entry(VerifiedStatusEntry)
    /// The newest list, of whose number another was seen that says something else: it may deny, and
    /// clears nothing.
    case disputed(VerifiedStatusList)
    /// What a list said of this license that is no longer at hand: it may deny, and clears nothing.
    ///
    /// - isDisputed: whether another list of its number was seen that says something else.
    case remembered(LicenseStatus, asOf: Timestamp, isDisputed: Bool = false)
}
