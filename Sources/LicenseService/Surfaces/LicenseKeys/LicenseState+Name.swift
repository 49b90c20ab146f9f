import LicenseRegistry

extension LicenseState {
    /// Reads `granted`, `disabled` or `revoked`.
    init?(named name: String) {
        let all: [LicenseState] = [.granted, .disabled, .revoked]
        guard let state = all.first(where: { "\($0)" == name }) else { return nil }
        self = state
    }
}
