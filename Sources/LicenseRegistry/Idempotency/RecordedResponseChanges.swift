import LicenseVerifier
import SQLDatabase

/// What is changed about requests that may be repeated; no audit record, as each changes nothing yet.
struct RecordedResponseChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func reserve(
        _ request: IdempotentRequest, timeout: Duration, lifetime: Duration
    ) throws(RegistryError) -> IdempotencyReservation {
        try forgetEnded()
        let count = try change.run(
            """
            INSERT INTO kept_answer (digest, request_digest, reserved_at, ends_at)
            VALUES ($1, $2, $3, $4)
            ON CONFLICT (digest) DO UPDATE SET request_digest = excluded.request_digest,
                reserved_at = excluded.reserved_at, ends_at = excluded.ends_at,
                status = NULL, headers = NULL, octets = NULL
            WHERE kept_answer.ends_at <= excluded.reserved_at
            """,
            [
                .blob(request.name), .blob(request.content), .time(change.now),
                .time(change.now + lifetime),
            ])
        if count == 1 { return .first }
        let known = try change.row(
            ReservedRequest.self,
            "SELECT request_digest, reserved_at, \(RecordedResponse.columns) FROM kept_answer "
                + "WHERE digest = $1", [.blob(request.name)])
        guard let known else { throw .database(.busy) }
        return known.reservation(of: request, timeout: timeout, at: change.now)
    }

    func record(
        _ response: RecordedResponse, to request: IdempotentRequest
    ) throws(RegistryError) {
        try change.run(
            """
            UPDATE kept_answer SET status = $3, headers = $4, octets = $5
            WHERE digest = $1 AND request_digest = $2 AND status IS NULL
            """, [.blob(request.name), .blob(request.content)] + response.values)
    }

    func release(_ request: IdempotentRequest) throws(RegistryError) {
        try change.run(
            """
            DELETE FROM kept_answer
            WHERE digest = $1 AND request_digest = $2 AND status IS NULL
            """, [.blob(request.name), .blob(request.content)])
    }

    private func forgetEnded() throws(RegistryError) {
        try change.run(
            """
            DELETE FROM kept_answer WHERE digest IN (
                SELECT digest FROM kept_answer WHERE ends_at <= $1 ORDER BY ends_at LIMIT 8)
            """, [.time(change.now)])
    }
}

/// A request that was taken on, and its answer if it has one.
private struct ReservedRequest: SQLRecord {
    let content: [UInt8]
    let reservedAt: Timestamp
    let response: RecordedResponse?

    init(_ row: SQLRow) throws(SQLError) {
        content = try row["request_digest"]
        reservedAt = try row["reserved_at"]
        response = try row.optionalInteger("status") == nil ? nil : RecordedResponse(row)
    }

    func reservation(
        of request: IdempotentRequest, timeout: Duration, at now: Timestamp
    ) -> IdempotencyReservation {
        guard content == request.content else { return .otherContent }
        if let response { return .answered(response) }
        return reservedAt + timeout > now ? .underWay : .outcomeUnknown
    }
}
