public import LicenseRegistry

extension ServiceConfiguration {
    /// Where this node keeps the mark of the registry.
    public var marks: MarkDirectory { MarkDirectory(of: home, registry: database) }
}
