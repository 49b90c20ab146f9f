import COSE
import CommandSupport
import LicenseVerifier
import Terminal

/// Why a status list is not published.
enum PublishingError: Error, Equatable {
    /// What stands in the place is no list, or a damaged one.
    case damaged(path: String)
    /// The list in the place was signed by a key that this registry does not have.
    case unknownKey(path: String, KeyID)
    /// The list in the place is another organization's.
    case otherOrganization(path: String, OrganizationID)
    /// The list in the place is another of the organization's.
    case otherShard(path: String, UInt32)
    /// The list in the place has the next one's number, or a higher one.
    case behind(path: String, published: UInt64, next: UInt64)
    /// Far fewer licenses would be revoked or suspended than before.
    case shrinks(shard: UInt32, from: Int, to: Int)
    /// A registry that is behind would call licenses good that the published list does not.
    case pardons(shard: UInt32, count: Int)
    /// The organization has no license with a place in a list.
    case noPlaces(OrganizationID)
}

extension PublishingError: Explained {
    /// A stable name for programs.
    var code: String {
        switch self {
        case .damaged: "publish.damaged"
        case .unknownKey: "publish.unknown-key"
        case .otherOrganization: "publish.other-organization"
        case .otherShard: "publish.other-list"
        case .behind: "publish.behind"
        case .shrinks: "publish.shrinks"
        case .pardons: "publish.pardons"
        case .noPlaces: "publish.no-places"
        }
    }

    /// One sentence without a full stop.
    var description: String {
        switch self {
        case .damaged(let path): "\(path) is there already, and is no whole status list"
        case .unknownKey(let path, let key):
            "\(path) was signed by \(key), which is no key of this registry"
        case .otherOrganization(let path, let organization):
            "\(path) is a list of another organization, \(organization)"
        case .otherShard(let path, let shard): "\(path) is list \(shard)"
        case .behind(let path, let published, let next):
            "\(path) is number \(published) already, and this registry would sign number \(next)"
        case .shrinks(let shard, let from, let to):
            "list \(shard) would fall from \(from) to \(to) licenses that are revoked or suspended"
        case .pardons(let shard, let count):
            "list \(shard) would bring \(count) license(s) back to life that are revoked or "
                + "suspended in the published one"
        case .noPlaces(let organization):
            "no license of the organization \(organization) has a place in a status list"
        }
    }

    /// What the person can do about it.
    var nextStep: String {
        switch self {
        case .damaged:
            "put the published list back in its place, or move this file away"
        case .unknownKey, .otherOrganization, .otherShard:
            "name another place, or sign with the registry and key whose list it is"
        case .behind:
            "if the registry was put back from a backup, revoke again what it has lost, and add "
                + "--continue-published"
        case .shrinks(let shard, _, _):
            "check the registry; if it is right, add --confirm-shrink \(shard)"
        case .pardons(let shard, _):
            "revoke them again; if they are to be good, add --confirm-shrink \(shard)"
        case .noPlaces:
            "issue a license with a status index first, or name the key with --signing-key"
        }
    }
}

extension PublishingError: CommandError {
    var exitStatus: ExitStatus {
        switch self {
        case .damaged, .unknownKey, .otherOrganization, .otherShard: .cannotCreate
        case .behind, .shrinks, .pardons: .configuration
        case .noPlaces: .noInput
        }
    }
}
