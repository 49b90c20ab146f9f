import LicenseVerifier
import SQLDatabase

/// What is asked about sessions and the links that open them.
struct SessionQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    func session(_ id: PageSessionID) throws(RegistryError) -> PageSession? {
        try reading.row(
            PageSession.self, "SELECT * FROM page_session WHERE id = $1", [.id(id)])
    }

    func link(_ id: SignInLinkID) throws(RegistryError) -> SignInLink? {
        try reading.row(
            SignInLink.self, "SELECT * FROM sign_in_link WHERE id = $1", [.id(id)])
    }
}
