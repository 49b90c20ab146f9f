import HTTPTypes
import LicenseIssuer
import LicenseVerifier

/// Signs what the newest list says of one license, for machines that take no whole list.
struct StatusStaples: Sendable {
    let lists: PublishedLists
    let keys: ServiceKeys

    /// A staple as new as the newest list.
    func staple(for license: VerifiedLicense, now: Timestamp) throws -> VerifiedStatusStaple {
        guard let index = license.claims.statusIndex else { throw Self.noStatus }
        let organization = license.claims.organization
        guard keys.fault(of: .lists, for: organization, at: now) == nil else {
            throw Self.withdrawn
        }
        let id = StatusListID(organization, index.shard)
        guard let served = lists[id] else { throw Self.notPublished }
        return try keys.staple(of: served.list, for: license)
    }

    private static let noStatus = Problem(
        .notFound, "staple.no-index", "the status of this license is on no list",
        nextStep: "its devices are told what changes when they go online")

    private static let withdrawn = Problem(
        .conflict, "service-key-withdrawn",
        "the vendor has withdrawn the key with which this service signs lists",
        nextStep: "try again once the vendor has given the service another key")

    private static var notPublished: Problem {
        var problem = Problem(
            .serviceUnavailable, "not-ready", "the status lists are not published yet")
        problem.retryAfter = 1
        return problem
    }
}
