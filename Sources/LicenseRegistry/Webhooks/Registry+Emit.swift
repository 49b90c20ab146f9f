import LicenseVerifier

// For the folders that are not yet written over a change alone.
extension Registry {
    static func emit(
        _ type: EventType, of license: LicenseID, now: Timestamp, _ change: Change,
        _ complete: (inout EventSnapshot) -> Void = { _ in }
    ) throws(RegistryError) {
        try EventChanges(change).record(type, of: license, complete)
    }

    static func emitCreated(
        _ licenses: [LicenseRecord], now: Timestamp, _ change: Change
    ) throws(RegistryError) {
        try EventChanges(change).recordCreated(licenses)
    }
}
