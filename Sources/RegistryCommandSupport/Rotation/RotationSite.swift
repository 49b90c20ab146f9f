import Glibc
import LicenseIssuer
package import LicenseRegistry
package import LicenseVerifier
import Terminal

/// Where a key is replaced: a directory, its registry, what is served to devices, and by whom.
package struct RotationSite {
    let keys: HomeKeys
    let organizations: Organizations
    /// Nil where nothing is served.
    let bundle: TrustBundle?
    /// Those of further organizations, whose devices one service's keys answer too.
    let others: [TrustBundle]
    /// The nodes that share the registry and run.
    let nodes: [NodeRecord]

    /// - Parameters:
    ///   - bundle: the trust bundle by which devices know the keys; nil for none.
    ///   - others: those of further organizations.
    package init(
        _ keys: HomeKeys, _ organizations: Organizations, bundle: TrustBundle?,
        others: [TrustBundle] = [], nodes: [NodeRecord]
    ) {
        self.others = others
        self.keys = keys
        self.organizations = organizations
        self.bundle = bundle
        self.nodes = nodes
    }

    /// The nodes that hand out an older bundle than the one here, or none.
    var lateNodes: [String] {
        guard let bundle else { return [] }
        return nodes.filter { ($0.bundleVersion ?? 0) < bundle.version }.map(\.name)
    }

    func missing(_ name: KeyName) -> CommandFailure {
        CommandFailure(
            .configuration, "the registry has no issuing key called \(name)",
            nextStep: "see the names with `\(Console.program) keys list`")
    }

    /// Refuses to make a successor here of a key that does not leave its device.
    func checkIsFile(_ name: KeyName, successor: KeyName) throws(CommandFailure) {
        guard keys.isInDevice(name) else { return }
        throw CommandFailure(
            .notPermitted, "the key \(name) is in a device, so its successor is not made here",
            nextStep: "make one in the device, and import it as \(successor)")
    }

    func cannotWrite(_ path: String) -> CommandFailure {
        CommandFailure(
            .cannotCreate, "\(path) cannot be written: \(String(cString: strerror(errno)))",
            nextStep: "check the directory and its permissions, and call this again")
    }
}
