import COSE
import LicenseVerifier
import SQLDatabase

/// What is changed about nodes; no audit record, as each says every minute that it is there.
struct NodeChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func announce(_ node: NodeRecord) throws(RegistryError) {
        try change.run(
            """
            INSERT INTO node (name, bundle_version, answer_key, list_key, minting_key, seen_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (name) DO UPDATE SET bundle_version = excluded.bundle_version,
                answer_key = excluded.answer_key, list_key = excluded.list_key,
                minting_key = excluded.minting_key, seen_at = excluded.seen_at
            """,
            [
                .text(node.name), .optional(node.bundleVersion), .blob(node.answerKey.bytes),
                .blob(node.listKey.bytes), node.mintingKey.map { .blob($0.bytes) } ?? .null,
                .time(change.now),
            ])
        try change.run(
            "DELETE FROM node WHERE seen_at <= $1", [.time(change.now - Nodes.memory)])
    }

    func leave(_ name: String) throws(RegistryError) {
        try change.run("DELETE FROM node WHERE name = $1", [.text(name)])
    }
}
