public import LicenseVerifier

/// What has changed since a record of the audit log.
public struct LicenseChanges: Sendable {
    /// The newest record that was looked at.
    public internal(set) var last: Int64
    /// Licenses whose status may be another.
    public internal(set) var licenses: Set<LicenseID> = []
    /// Whether licenses were added, and lists may have begun.
    public internal(set) var mayHaveNewShards = false
    /// Whether lists that were held back may be published after all.
    public internal(set) var confirmsLists = false
    /// Whether issuing keys were added.
    public internal(set) var hasNewKeys = false

    init(last: Int64) {
        self.last = last
    }
}
