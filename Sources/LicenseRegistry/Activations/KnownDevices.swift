import LicenseSync
import LicenseVerifier
import Synchronization

/// What a node remembers of the devices that it answered lately and of their licenses, so that their
/// next reports ask the registry nothing.
///
/// Nothing here has to be right: what is decided by it is written only where the license is still of
/// the version that is remembered, and is decided by the registry otherwise.
public final class KnownDevices: Sendable {
    /// What is remembered of a device's activation; shared rather than copied.
    final class Device: Sendable {
        let record: ActivationRecord
        /// Whether the license has had the token that the device holds.
        let hadToken: Bool

        init(record: ActivationRecord, hadToken: Bool) {
            self.record = record
            self.hadToken = hadToken
        }
    }

    /// A license, and which devices were remembered with it: no others are of its version.
    private struct License {
        var license: AnsweredLicense
        let generation: UInt64
    }

    private struct State {
        var licenses: RecentValues<LicenseID, License>
        var devices: RecentValues<ActivationID, (device: Device, generation: UInt64)>
        var lastGeneration: UInt64 = 0
    }

    private let state: Mutex<State>

    /// Remembers nothing yet.
    ///
    /// - Parameter capacity: how many devices and how many licenses are remembered.
    public init(capacity: Int = 16_384) {
        state = Mutex(
            State(
                licenses: RecentValues(capacity: capacity),
                devices: RecentValues(capacity: capacity)))
    }

    subscript(id: LicenseID) -> AnsweredLicense? {
        state.withLock { $0.licenses[id]?.license }
    }

    /// An activation that is of the same version as its license here.
    subscript(id: ActivationID) -> Device? {
        state.withLock { state in
            guard let (device, generation) = state.devices[id],
                state.licenses[device.record.license]?.generation == generation
            else { return nil }
            return device
        }
    }

    /// Forgets a license with its devices.
    func forget(_ license: LicenseID) {
        state.withLock { $0.licenses.forget(license) }
    }

    /// Remembers a license as answers have left it.
    ///
    /// - Parameter version: that on which they were decided.
    func remember(
        _ license: AnsweredLicense, with devices: [Device], insteadOf version: Int64
    ) {
        let id = license.record.claims.license
        state.withLock { state in
            let generation: UInt64
            if let known = state.licenses[id], known.license.version == version {
                generation = known.generation
            } else {
                state.lastGeneration += 1
                generation = state.lastGeneration
            }
            state.licenses.remember(
                License(license: license, generation: generation), for: id)
            for device in devices {
                state.devices.remember((device, generation), for: device.record.id)
            }
        }
    }
}
