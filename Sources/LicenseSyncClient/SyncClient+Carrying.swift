public import COSE
public import LicenseVerifier

/// What is carried for machines without a network.
extension SyncClient {
    /// Carries messages that were made elsewhere, each with its answer.
    public func push(_ messages: [SignedMessage]) async throws(SyncClientError) -> [[UInt8]] {
        guard !addresses.services.isEmpty else { throw .noAddress }
        var answers: [[UInt8]] = []
        for message in messages {
            let answer = try await requests.answered(
                .post(message.bytes, to: "/v1/sync"), by: addresses.services)
            answers.append(answer.body)
        }
        return answers
    }

    /// Fetches the trust bundle to be carried elsewhere; nil when the vendor publishes none.
    ///
    /// - Parameter organization: whose; nil for the only one that the service works for, or the first.
    public func pullTrust(
        of organization: OrganizationID? = nil
    ) async throws(SyncClientError) -> [UInt8]? {
        try await pull(addresses(known: nil).trust(of: organization))
    }

    /// Fetches a status list to be carried elsewhere; nil when the vendor has none of this number.
    ///
    /// - Parameter organization: whose; nil for the only one that the service works for, or the first.
    public func pullList(
        _ shard: UInt32, of organization: OrganizationID? = nil
    ) async throws(SyncClientError) -> [UInt8]? {
        try await pull(addresses(known: nil).list(shard, of: organization))
    }

    private func pull(_ sources: [DocumentSource]) async throws(SyncClientError) -> [UInt8]? {
        try await first(of: sources) { (source) async throws(SyncClientError) in
            do throws(SyncClientError) {
                return try await document(source, knowing: nil).body
            } catch .refused(404, _) {
                return nil
            }
        }
    }
}
