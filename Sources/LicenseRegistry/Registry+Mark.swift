public import LicenseVerifier

extension Registry {
    /// The registry with a mark in a directory, which each of its changes raises.
    ///
    /// What leaves this program is thus never newer than its mark.
    public func marked(
        in directory: MarkDirectory, now: Timestamp
    ) throws(RegistryError) -> Registry {
        try continuity.check(directory, now: now)
        let continuity = continuity
        return telling { () throws(RegistryError) in
            try continuity.raise(directory, now: now)
        }
    }
}
