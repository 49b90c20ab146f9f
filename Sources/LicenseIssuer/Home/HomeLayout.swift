/// Where things lie in an issuer's directory, which the service may share.
///
/// Who can write there can issue licenses, so the directory is its owner's alone (mode 0700).
public struct HomeLayout: Sendable {
    /// The directory.
    public let path: String

    /// The layout of a directory, which need not be there yet.
    public init(path: String) {
        self.path = path
    }

    /// The directory of the keys.
    public var keysPath: String { path + "/keys" }
    /// The registry's file.
    public var registryPath: String { path + "/registry.sqlite" }

    /// The directory of the registry's mark, which shows when the registry was restored.
    public var markPath: String { path + "/mark" }

    /// The file of the trust bundle by which devices know the keys, where there is one.
    public var bundlePath: String { path + "/trust.bundle" }

    /// The file of a private key.
    public func privateKeyPath(_ name: KeyName) -> String { "\(keysPath)/\(name).key" }
    /// The file of the public half.
    public func publicKeyPath(_ name: KeyName) -> String { "\(keysPath)/\(name).pub" }
    /// The file that says where a key lies that does not leave its device.
    public func referencePath(_ name: KeyName) -> String { "\(keysPath)/\(name).uri" }
}
