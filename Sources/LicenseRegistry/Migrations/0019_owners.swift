import SQLDatabase

extension Migration {
    /// A row of one organization refers to rows of that organization alone, whoever writes it.
    ///
    /// Triggers and not foreign keys: SQLite adds none to a table that is there, and an index of
    /// owners would cost every license that is issued.
    static let owners = Migration(
        number: 19, name: "0019_owners",
        sqlite: references.flatMap(\.sqlite) + [sqliteDelivery],
        postgreSQL: references.flatMap(\.postgreSQL) + postgreSQLDelivery)
}

/// A column that names a row of the same organization.
private struct OwnedReference {
    let table: String
    let column: String
    let parent: String

    init(_ table: String, _ column: String, _ parent: String) {
        self.table = table
        self.column = column
        self.parent = parent
    }

    private var name: String { "\(table)_\(parent)_owner" }

    private var condition: String {
        """
        NEW.\(column) IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \(parent)
            WHERE id = NEW.\(column) AND organization_id = NEW.organization_id)
        """
    }

    private var sentence: String { "\(parent) of another organization" }

    var sqlite: [String] {
        [("INSERT", "insert"), ("UPDATE OF \(column), organization_id", "update")].map {
            event, suffix in
            """
            CREATE TRIGGER \(name)_\(suffix) BEFORE \(event) ON \(table)
            WHEN \(condition)
            BEGIN SELECT RAISE(ABORT, '\(sentence)'); END
            """
        }
    }

    var postgreSQL: [String] {
        Self.postgreSQLTrigger(
            name, "INSERT OR UPDATE OF \(column), organization_id", on: table,
            refusing: condition, saying: sentence)
    }

    static func postgreSQLTrigger(
        _ name: String, _ event: String, on table: String, refusing condition: String,
        saying sentence: String
    ) -> [String] {
        [
            """
            CREATE FUNCTION \(name)() RETURNS trigger LANGUAGE plpgsql AS '
            BEGIN
                IF \(condition) THEN
                    RAISE EXCEPTION ''\(sentence)'' USING ERRCODE = ''foreign_key_violation'';
                END IF;
                RETURN NEW;
            END'
            """,
            """
            CREATE TRIGGER \(name) BEFORE \(event) ON \(table)
            FOR EACH ROW EXECUTE FUNCTION \(name)()
            """,
        ]
    }
}

private let references = [
    OwnedReference("license", "benefit_id", "benefit"),
    OwnedReference("license", "batch_id", "batch"),
    OwnedReference("former_token", "license_id", "license"),
    OwnedReference("license_text", "license_id", "license"),
    OwnedReference("license_grant", "license_id", "license"),
    OwnedReference("license_grant", "benefit_id", "benefit"),
    OwnedReference("event", "license_id", "license"),
    OwnedReference("sale_benefit", "benefit_id", "benefit"),
]

private let otherOwner = """
    (SELECT organization_id FROM webhook_endpoint WHERE id = NEW.endpoint_id)
        <> (SELECT organization_id FROM event WHERE number = NEW.event_number)
    """

private let sqliteDelivery = """
    CREATE TRIGGER webhook_delivery_owner BEFORE INSERT ON webhook_delivery
    WHEN \(otherOwner)
    BEGIN SELECT RAISE(ABORT, 'event of another organization'); END
    """

private let postgreSQLDelivery = OwnedReference.postgreSQLTrigger(
    "webhook_delivery_owner", "INSERT", on: "webhook_delivery", refusing: otherOwner,
    saying: "event of another organization")
