import SQLDatabase

extension Migration {
    /// A sale may have several licenses of a benefit, each of which follows it from the state that it
    /// came with.
    static let soldLicenses = Migration(
        number: 71, name: "0071_sold_licenses",
        sqlite: rebuiltGrants + aliasTable(blob: "BLOB", strict: " STRICT")
            + paidEnd(integer: "INTEGER") + sqliteAliasOwner
            + filled(
                names: """
                    instr(replace(sale.benefits, '-', ''), lower(hex(license_grant.benefit_id))) > 0
                    """),
        postgreSQL: grantColumns + aliasTable(blob: "BYTEA", strict: "")
            + paidEnd(integer: "BIGINT") + postgreSQLAliasOwner
            + filled(
                names: """
                    position(encode(license_grant.benefit_id, 'hex')
                        IN replace(sale.benefits, '-', '')) > 0
                    """))
}

// MARK: - Grants

/// SQLite drops no constraint of a table that is there.
private let rebuiltGrants =
    [
        """
        CREATE TABLE sold_license (
            id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            organization_id BLOB NOT NULL REFERENCES organization (id),
            benefit_id BLOB NOT NULL REFERENCES benefit (id),
            customer_id BLOB NOT NULL REFERENCES customer (id),
            license_id BLOB NOT NULL UNIQUE REFERENCES license (id),
            sale_kind INTEGER NOT NULL CHECK (sale_kind IN (0, 1, 2)),
            sale TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            changed_at INTEGER,
            granted_at INTEGER NOT NULL,
            revoked_at INTEGER,
            created_us INTEGER NOT NULL DEFAULT 0 CHECK (created_us BETWEEN 0 AND 999999),
            standing INTEGER NOT NULL DEFAULT 0 CHECK (standing IN (0, 1, 2)),
            is_held INTEGER NOT NULL DEFAULT 0 CHECK (is_held IN (0, 1)),
            was_disabled INTEGER NOT NULL DEFAULT 0 CHECK (was_disabled IN (0, 1)),
            word INTEGER CHECK (word IN (0, 1, 2)),
            word_us INTEGER,
            imported_at INTEGER
        ) STRICT
        """,
        """
        INSERT INTO sold_license (id, organization_id, benefit_id, customer_id, license_id,
            sale_kind, sale, created_at, changed_at, granted_at, revoked_at, created_us)
        SELECT id, organization_id, benefit_id, customer_id, license_id,
            sale_kind, sale, created_at, changed_at, granted_at, revoked_at, created_us
        FROM license_grant
        """,
        "DROP TABLE license_grant",
        "ALTER TABLE sold_license RENAME TO license_grant",
        "CREATE INDEX license_grant_sale ON license_grant (organization_id, sale_kind, sale)",
        "CREATE INDEX license_grant_customer ON license_grant (customer_id, created_at)",
    ] + owners("license_grant", ["license", "benefit", "customer"]) + [mintedOnce]

/// PostgreSQL cuts the name of the constraint, so it is looked up.
private let grantColumns = [
    "ALTER TABLE license_grant ADD COLUMN standing BIGINT NOT NULL DEFAULT 0 "
        + "CHECK (standing IN (0, 1, 2))",
    "ALTER TABLE license_grant ADD COLUMN is_held BIGINT NOT NULL DEFAULT 0 "
        + "CHECK (is_held IN (0, 1))",
    "ALTER TABLE license_grant ADD COLUMN was_disabled BIGINT NOT NULL DEFAULT 0 "
        + "CHECK (was_disabled IN (0, 1))",
    "ALTER TABLE license_grant ADD COLUMN word BIGINT CHECK (word IN (0, 1, 2))",
    "ALTER TABLE license_grant ADD COLUMN word_us BIGINT",
    "ALTER TABLE license_grant ADD COLUMN imported_at BIGINT",
    """
    DO '
    DECLARE constraint_name text;
    BEGIN
        SELECT conname INTO STRICT constraint_name FROM pg_constraint
        WHERE conrelid = ''license_grant''::regclass AND contype = ''u''
            AND cardinality(conkey) = 5;
        EXECUTE format(''ALTER TABLE license_grant DROP CONSTRAINT %I'', constraint_name);
    END'
    """,
    mintedOnce,
]

/// What is minted for a sale is minted once; of what was imported there may be several.
private let mintedOnce = """
    CREATE UNIQUE INDEX license_grant_minted
        ON license_grant (organization_id, benefit_id, customer_id, sale_kind, sale)
        WHERE imported_at IS NULL
    """

private func owners(_ table: String, _ parents: [String]) -> [String] {
    parents.flatMap { parent in
        [("INSERT", "insert"), ("UPDATE OF \(parent)_id, organization_id", "update")].map {
            event, suffix in
            """
            CREATE TRIGGER \(table)_\(parent)_owner_\(suffix) BEFORE \(event) ON \(table)
            WHEN NOT EXISTS (SELECT 1 FROM \(parent)
                WHERE id = NEW.\(parent)_id AND organization_id = NEW.organization_id)
            BEGIN SELECT RAISE(ABORT, '\(parent) of another organization'); END
            """
        }
    }
}

// MARK: - Ids of shops

/// The ids that a shop has for licenses which were minted here.
private func aliasTable(blob: String, strict: String) -> [String] {
    [
        """
        CREATE TABLE license_alias (
            id \(blob) NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            organization_id \(blob) NOT NULL REFERENCES organization (id),
            license_id \(blob) NOT NULL REFERENCES license (id)
        )\(strict)
        """,
        "CREATE INDEX license_alias_license ON license_alias (license_id)",
    ]
}

private let sqliteAliasOwner = owners("license_alias", ["license"])

private let postgreSQLAliasOwner = [
    """
    CREATE FUNCTION license_alias_license_owner() RETURNS trigger LANGUAGE plpgsql AS '
    BEGIN
        IF NOT EXISTS (SELECT 1 FROM license
            WHERE id = NEW.license_id AND organization_id = NEW.organization_id) THEN
            RAISE EXCEPTION ''license of another organization''
                USING ERRCODE = ''foreign_key_violation'';
        END IF;
        RETURN NEW;
    END'
    """,
    """
    CREATE TRIGGER license_alias_license_owner
    BEFORE INSERT OR UPDATE OF license_id, organization_id ON license_alias
    FOR EACH ROW EXECUTE FUNCTION license_alias_license_owner()
    """,
]

private func paidEnd(integer: String) -> [String] {
    ["ALTER TABLE sale ADD COLUMN licenses_end \(integer)"]
}

// MARK: - What is there already

/// - Parameter names: whether the benefits that a sale gives name that of a grant.
private func filled(names: String) -> [String] {
    let ofSale = """
        organization_id = license_grant.organization_id AND kind = license_grant.sale_kind
        """
    let single = """
        (SELECT standing FROM sale_benefit WHERE \(ofSale) AND sale = license_grant.sale
            AND benefit_id = license_grant.benefit_id)
        """
    let given = """
        coalesce(\(single), CASE WHEN sale.benefits IS NULL OR \(names) THEN 0 ELSE 2 END)
        """
    return [
        // What was imported is dated by its sale, and what was not is as it was.
        """
        UPDATE license_grant SET imported_at = created_at,
            granted_at = CASE WHEN granted_at = created_at THEN
                (SELECT license.created_at FROM license
                    WHERE license.id = license_grant.license_id) ELSE granted_at END,
            created_at = (SELECT license.created_at FROM license
                WHERE license.id = license_grant.license_id),
            created_us = (SELECT license.created_us FROM license
                WHERE license.id = license_grant.license_id)
        WHERE license_id IN (SELECT id FROM license WHERE origin = 1)
        """,
        """
        UPDATE license_grant SET is_held = coalesce(
            (SELECT is_held FROM sale_benefit WHERE \(ofSale) AND sale = license_grant.sale
                AND benefit_id = license_grant.benefit_id), 0)
        """,
        // A license has followed its sale so far.
        """
        UPDATE license_grant SET standing = coalesce(
            (SELECT CASE WHEN sale.standing > \(given) THEN sale.standing ELSE \(given) END
                FROM sale WHERE \(ofSale) AND sale.id = license_grant.sale),
            \(single), 0)
        """,
        // One that was imported and never changed has not: it still is as it came. What Polar has
        // disabled, a person has.
        """
        UPDATE license_grant SET
            standing = (SELECT CASE WHEN state <> 1 THEN state WHEN sale_kind = 2 THEN 0 ELSE 1 END
                FROM license WHERE license.id = license_grant.license_id),
            is_held = (SELECT CASE WHEN state = 1 AND sale_kind <> 2 THEN 1 ELSE 0 END
                FROM license WHERE license.id = license_grant.license_id)
        WHERE license_id IN (SELECT id FROM license WHERE origin = 1
            AND state_reason = CASE state WHEN 0 THEN '' ELSE 'imported' END
            AND state_changed_at = license_grant.imported_at)
        """,
        "DELETE FROM sale_benefit WHERE standing IS NULL",
        "ALTER TABLE sale_benefit DROP COLUMN is_held",
    ]
}
