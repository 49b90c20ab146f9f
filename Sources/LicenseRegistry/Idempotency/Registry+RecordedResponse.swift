public import LicenseVerifier
import SQLDatabase

/// Requests that may be repeated without being done twice.
///
/// A request is reserved durably before it is worked on, and its answer is kept afterwards. Between
/// the two a node can die, and then the reservation stands without an answer: the repeated request is
/// told that nobody knows, rather than done again. To keep the answer in the change's own transaction
/// would close that gap, but then every verb that some route calls would have to know of HTTP; and
/// what lies in the gap is found by looking, which the sender of a change can do.
extension Registry {
    /// Takes a request on, unless it is known already.
    ///
    /// What has come to its end is forgotten here, a little with each request, so that nothing piles
    /// up and no request pays for all.
    ///
    /// - Parameters:
    ///   - patience: how long a request may be worked on.
    ///   - lifetime: how long it is remembered.
    public func reserveResponse(
        to request: IdempotentRequest, patience: Duration, lifetime: Duration, now: Timestamp
    ) throws(RegistryError) -> IdempotencyReservation {
        try transactions.changeOutOfTurn(at: now) { (writer) throws(RegistryError) in
            try Self.forgetAnswers(now, writer)
            let count = try writer.run(
                """
                INSERT INTO kept_answer (digest, request_digest, reserved_at, ends_at)
                VALUES ($1, $2, $3, $4)
                ON CONFLICT (digest) DO UPDATE SET request_digest = excluded.request_digest,
                    reserved_at = excluded.reserved_at, ends_at = excluded.ends_at,
                    status = NULL, headers = NULL, octets = NULL
                WHERE kept_answer.ends_at <= excluded.reserved_at
                """,
                [
                    .blob(request.name), .blob(request.content), .integer(now.secondsSinceEpoch),
                    .integer((now + lifetime).secondsSinceEpoch),
                ])
            if count == 1 { return .first }
            return try Self.reservation(of: request, patience, now, writer)
        }
    }

    private static func reservation(
        of request: IdempotentRequest, _ patience: Duration, _ now: Timestamp,
        _ reader: any Reading
    ) throws(RegistryError) -> IdempotencyReservation {
        let known = try reader.row(
            "SELECT request_digest, reserved_at, \(RecordedResponse.columns) FROM kept_answer "
                + "WHERE digest = $1", [.blob(request.name)]
        ) { (row) throws(SQLError) -> IdempotencyReservation in
            guard try row.blob("request_digest") == request.content else { return .otherContent }
            guard try row.optionalInteger("status") == nil else {
                return .answered(try RecordedResponse(row))
            }
            return try row.timestamp("reserved_at") + patience > now ? .underWay : .outcomeUnknown
        }
        guard let known else { throw .database(.busy) }
        return known
    }

    private static func forgetAnswers(
        _ now: Timestamp, _ writer: Change
    ) throws(RegistryError) {
        try writer.run(
            """
            DELETE FROM kept_answer WHERE digest IN (
                SELECT digest FROM kept_answer WHERE ends_at <= $1 ORDER BY ends_at LIMIT 8)
            """, [.integer(now.secondsSinceEpoch)])
    }

    /// Keeps the answer to a request that was taken on.
    public func recordResponse(
        _ answer: RecordedResponse, to request: IdempotentRequest, now: Timestamp
    ) throws(RegistryError) {
        _ = try transactions.changeOutOfTurn(at: now) { (writer) throws(RegistryError) in
            try writer.run(
                """
                UPDATE kept_answer SET status = $3, headers = $4, octets = $5
                WHERE digest = $1 AND request_digest = $2 AND status IS NULL
                """, [.blob(request.name), .blob(request.content)] + answer.values)
        }
    }

    /// Forgets a request that was taken on and has changed nothing, so that it can be tried again.
    public func releaseResponse(
        to request: IdempotentRequest, now: Timestamp
    ) throws(RegistryError) {
        _ = try transactions.changeOutOfTurn(at: now) { (writer) throws(RegistryError) in
            try writer.run(
                """
                DELETE FROM kept_answer
                WHERE digest = $1 AND request_digest = $2 AND status IS NULL
                """, [.blob(request.name), .blob(request.content)])
        }
    }
}
