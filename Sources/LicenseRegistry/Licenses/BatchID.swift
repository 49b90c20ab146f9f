public import LicenseVerifier

/// Names one batch of licenses.
public typealias BatchID = Identifier<BatchKind>

/// The kind of thing that a `BatchID` names.
public enum BatchKind {}
