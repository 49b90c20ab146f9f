import LicenseVerifier

/// How documents are found, of which several servers may have one.
extension SyncClient {
    /// What the first source gives that has it; nil where none has.
    ///
    /// A source that cannot be reached stops nothing while another one answers.
    func first<Result>(
        of sources: [DocumentSource],
        _ take: (DocumentSource) async throws(SyncClientError) -> Result?
    ) async throws(SyncClientError) -> Result? {
        var fault: SyncClientError?
        for source in sources {
            do throws(SyncClientError) {
                if let result = try await take(source) { return result }
            } catch  where error.isOfConnection {
                fault = fault ?? error
            }
        }
        if let fault { throw fault }
        return nil
    }

    /// Fetches a document; a service that does not know its path is asked at the one before.
    func document(
        _ source: DocumentSource, knowing tag: String?
    ) async throws(SyncClientError) -> HTTPAnswer {
        func get(_ path: String) async throws(SyncClientError) -> HTTPAnswer {
            try await requests.answered(
                .get(path, knowing: tag, limit: Limits.maxObjectBytes), by: source.servers)
        }
        do throws(SyncClientError) {
            return try await get(source.path)
        } catch .refused(404, let code) {
            // Who knows the path and has nothing there has nothing of this organization anywhere.
            guard let former = source.formerPath, !Self.ownAbsences.contains(code) else {
                throw .refused(status: 404, code: code)
            }
            return try await get(former)
        }
    }

    private static let ownAbsences = ["no-trust-bundle", "list-unknown", "delta-unknown"]
}
