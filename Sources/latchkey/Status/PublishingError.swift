import COSE
import CommandSupport
import LicenseVerifier
import Terminal

/// Why a status list is not published.
enum PublishingError: Error, Equatable {
    /// What is published is not a list, or a damaged one.
    case damaged(path: String)
    /// The published list was signed by a key that this registry does not have.
    case unknownKey(path: String, KeyID)
    /// The published list is another organization's.
    case otherOrganization(path: String, OrganizationID)
    /// The published list is another one of the organization.
    case otherShard(path: String, UInt32)
    /// Far fewer licenses would be revoked or suspended than before.
    case shrinks(shard: UInt32, from: Int, to: Int)
    /// The organization has no license with a status index.
    case noStatusIndexes(OrganizationID)
}

extension PublishingError: Explained {
    /// A stable name for programs.
    var code: String {
        switch self {
        case .damaged: "publish.damaged"
        case .unknownKey: "publish.unknown-key"
        case .otherOrganization: "publish.other-organization"
        case .otherShard: "publish.other-list"
        case .shrinks: "publish.shrinks"
        case .noStatusIndexes: "publish.no-places"
        }
    }

    /// One sentence without a full stop.
    var description: String {
        switch self {
        case .damaged(let path): "\(path) already exists and is not a whole status list"
        case .unknownKey(let path, let key):
            "\(path) was signed by \(key), a key that this registry does not have"
        case .otherOrganization(let path, let organization):
            "\(path) is a list of another organization, \(organization)"
        case .otherShard(let path, let shard): "\(path) is list \(shard)"
        case .shrinks(let shard, let from, let to):
            "list \(shard) would fall from \(from) to \(to) licenses that are revoked or suspended"
        case .noStatusIndexes(let organization):
            "no license of the organization \(organization) has a status index"
        }
    }

    /// What the person can do about it.
    var nextStep: String {
        switch self {
        case .damaged:
            "put the published list back, or move this file away"
        case .unknownKey, .otherOrganization, .otherShard:
            "name another path, or sign with the registry and key that the list belongs to"
        case .shrinks(let shard, _, _):
            "check the registry; if it is right, add --confirm-shrink \(shard)"
        case .noStatusIndexes:
            "issue a license with a status index first, or name the key with --signing-key"
        }
    }
}

extension PublishingError: CommandError {
    var exitStatus: ExitStatus {
        switch self {
        case .damaged, .unknownKey, .otherOrganization, .otherShard: .cannotCreate
        case .shrinks: .configuration
        case .noStatusIndexes: .noInput
        }
    }
}
