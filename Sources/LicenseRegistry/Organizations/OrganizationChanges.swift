import COSE
import LicenseVerifier
import SQLDatabase

/// What is changed about organizations and keys.
struct OrganizationChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func add(_ organization: Organization) throws(RegistryError) {
        try change.check(organization.name, "name")
        let count = try change.run(
            """
            INSERT INTO organization (id, name, created_at) VALUES ($1, $2, $3)
            ON CONFLICT DO NOTHING
            """, [.id(organization.id), .text(organization.name), .time(change.now)])
        guard count == 1 else {
            let isNamed = try change.exists(
                "SELECT 1 AS taken FROM organization WHERE name = $1", [.text(organization.name)])
            throw isNamed
                ? .exists(kind: .organization, name: organization.name)
                : .idTaken(kind: .organization, id: "\(organization.id)")
        }
        try change.audit(.organizationAdd, of: organization.id, organization.name)
    }

    func add(_ key: SigningKeyRecord) throws(RegistryError) {
        let count = try change.run(
            """
            INSERT INTO signing_key (kid, organization_id, name, public_key, created_at)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT DO NOTHING
            """,
            [
                .blob(key.publicKey.keyID.bytes), .id(key.organization), .text(key.name),
                .blob(key.publicKey.rawRepresentation), .time(key.createdAt),
            ])
        guard count == 1 else {
            let isNamed = try OrganizationQueries(change).signingKey(named: key.name) != nil
            throw isNamed
                ? .exists(kind: .signingKey, name: key.name)
                : .idTaken(kind: .signingKey, id: "\(key.publicKey.keyID)")
        }
        try change.audit(.signingKeyAdd, of: key.publicKey.keyID, key.name)
    }

    func retireSigningKey(named name: String) throws(RegistryError) {
        guard let key = try OrganizationQueries(change).signingKey(named: name) else {
            throw .missing(kind: .signingKey)
        }
        let count = try change.run(
            "UPDATE signing_key SET retired_at = $2 WHERE name = $1 AND retired_at IS NULL",
            [.text(name), .time(change.now)])
        if count == 1 { try change.audit(.signingKeyRetire, of: key.publicKey.keyID, name) }
    }

    func add(_ key: ServiceKeyRecord) throws(RegistryError) {
        try change.run(
            """
            INSERT INTO service_key (kid, role, public_key, created_at)
            VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
            """,
            [
                .blob(key.publicKey.keyID.bytes), .integer(Int64(key.role.rawValue)),
                .blob(key.publicKey.rawRepresentation), .time(key.createdAt),
            ])
        try change.audit(.serviceKeyAdd, of: key.publicKey.keyID)
    }

    func note(_ use: ServiceKeyUse) throws(RegistryError) {
        let known = try OrganizationQueries(change).serviceKeys()
        let own = use.own(known)
        if own == nil {
            try add(
                ServiceKeyRecord(role: use.role, publicKey: use.key, createdAt: change.now))
        } else if own?.retiredAt != nil {
            try retire(use.key.keyID, at: nil)
            try change.audit(.serviceKeyReturn, of: use.key.keyID)
        }
        for former in use.replaced(known, since: own?.createdAt ?? change.now) {
            try retire(former.publicKey.keyID, at: change.now)
            try change.audit(.serviceKeyRetire, of: former.publicKey.keyID)
        }
    }

    private func retire(_ key: KeyID, at moment: Timestamp?) throws(RegistryError) {
        try change.run(
            "UPDATE service_key SET retired_at = $2 WHERE kid = $1",
            [.blob(key.bytes), .time(moment)])
    }

    func set(_ brand: Brand) throws(RegistryError) {
        try change.run(
            """
            INSERT INTO brand (organization_id, name, accent, support_url, logo_type, logo,
                changed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (organization_id) DO UPDATE SET name = excluded.name,
                accent = excluded.accent, support_url = excluded.support_url,
                logo_type = excluded.logo_type, logo = excluded.logo,
                changed_at = excluded.changed_at
            """,
            [
                .id(brand.organization), .optional(brand.name), .optional(brand.accent),
                .optional(brand.supportURL), .optional(brand.logo?.mediaType),
                brand.logo.map { .blob($0.content) } ?? .null, .time(change.now),
            ])
        try change.audit(.organizationBrand, of: brand.organization)
    }
}
