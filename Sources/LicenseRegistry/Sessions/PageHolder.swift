public import LicenseVerifier
import SQLDatabase

/// Who is signed in to the pages, or is to be.
public enum PageHolder: Hashable, Sendable {
    /// An operator, by a link that was made beside the registry: everything is theirs.
    case owner
    /// An operator with what a bearer token allows.
    case token(APITokenID)
    /// A customer with all their licenses.
    case customer(CustomerID, of: OrganizationID)
    /// Somebody who showed the key of a license, with that license alone.
    case license(LicenseID, of: OrganizationID)
}

extension PageHolder {
    init(_ row: SQLRow) throws(SQLError) {
        let kind: Int64 = try row["holder_kind"]
        switch kind {
        case 0: self = .owner
        case 1: self = .token(try row["holder_id"])
        case 2: self = .customer(try row["holder_id"], of: try row["organization_id"])
        case 3: self = .license(try row["holder_id"], of: try row["organization_id"])
        default: throw .column("holder_kind")
        }
    }

    /// Kind, id and organization, as columns hold them.
    var values: [SQLValue] {
        switch self {
        case .owner: [.integer(0), .null, .null]
        case .token(let id): [.integer(1), .id(id), .null]
        case .customer(let id, let organization): [.integer(2), .id(id), .id(organization)]
        case .license(let id, let organization): [.integer(3), .id(id), .id(organization)]
        }
    }

    /// How the audit log names them.
    public var name: String {
        switch self {
        case .owner: "operator"
        case .token(let id): "api:\(id)"
        case .customer(let id, _): "customer:\(id)"
        case .license(let id, _): "license:\(id)"
        }
    }
}
