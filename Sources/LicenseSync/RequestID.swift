public import LicenseVerifier

/// The kinds of things that only device messages name.
public enum SyncNamed {
    /// One request of a device.
    public enum Request {}
}

/// Names one request of a device; drawn anew for each, so that no two are the same bytes.
public typealias RequestID = Identifier<SyncNamed.Request>
