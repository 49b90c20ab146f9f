import SQLDatabase

/// What is asked about bearer tokens.
struct TokenQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    func token(_ id: APITokenID) throws(RegistryError) -> APITokenRecord? {
        try reading.row(
            APITokenRecord.self, "SELECT * FROM api_token WHERE id = $1", [.id(id)])
    }

    func all() throws(RegistryError) -> [APITokenRecord] {
        try reading.rows(
            APITokenRecord.self, "SELECT * FROM api_token ORDER BY created_at, id")
    }
}
