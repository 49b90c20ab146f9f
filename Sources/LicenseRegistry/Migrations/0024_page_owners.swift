import SQLDatabase

extension Migration {
    /// A customer's or a holder's session on the pages, and each link that opens one, is of the
    /// organization of that customer or license, whoever writes it.
    static let pageOwners = Migration(
        number: 24, name: "0024_page_owners", sqlite: tables.flatMap(sqliteTriggers),
        postgreSQL: tables.flatMap(postgreSQLTriggers))
}

private let tables = ["sign_in_link", "page_session"]

/// Kinds of holders: 2 is a customer, 3 whoever has a license's key.
private let condition = """
    (NEW.holder_kind = 2 AND NOT EXISTS (SELECT 1 FROM customer
        WHERE id = NEW.holder_id AND organization_id = NEW.organization_id))
    OR (NEW.holder_kind = 3 AND NOT EXISTS (SELECT 1 FROM license
        WHERE id = NEW.holder_id AND organization_id = NEW.organization_id))
    """

private let columns = "holder_kind, holder_id, organization_id"

private func sqliteTriggers(_ table: String) -> [String] {
    [("INSERT", "insert"), ("UPDATE OF \(columns)", "update")].map { event, suffix in
        """
        CREATE TRIGGER \(table)_owner_\(suffix) BEFORE \(event) ON \(table)
        WHEN \(condition)
        BEGIN SELECT RAISE(ABORT, 'holder of another organization'); END
        """
    }
}

private func postgreSQLTriggers(_ table: String) -> [String] {
    [
        """
        CREATE FUNCTION \(table)_owner() RETURNS trigger LANGUAGE plpgsql AS '
        BEGIN
            IF \(condition) THEN
                RAISE EXCEPTION ''holder of another organization''
                    USING ERRCODE = ''foreign_key_violation'';
            END IF;
            RETURN NEW;
        END'
        """,
        """
        CREATE TRIGGER \(table)_owner BEFORE INSERT OR UPDATE OF \(columns) ON \(table)
        FOR EACH ROW EXECUTE FUNCTION \(table)_owner()
        """,
    ]
}
