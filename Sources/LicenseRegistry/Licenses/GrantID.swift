public import LicenseVerifier

/// Names a grant.
public typealias GrantID = Identifier<GrantKind>

/// The kind of thing that a `GrantID` names.
public enum GrantKind {}
