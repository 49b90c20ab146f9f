import LicenseIssuer
public import LicenseRegistry
import SQLDatabase

extension ServiceConfiguration {
    /// Where this node keeps the mark of the registry.
    public var marks: MarkDirectory {
        let isShared =
            switch database {
            case .sqlite: false
            case .postgreSQL: true
            }
        return MarkDirectory(path: home.markPath, isShared: isShared)
    }
}
