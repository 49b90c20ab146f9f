public import LicenseVerifier
import SQLDatabase

extension Registry {
    /// What the clock of a database server says, which all nodes can ask; nil for a file, whose
    /// machine has no other clock than the caller's.
    public func serverTime() throws(RegistryError) -> Timestamp? {
        switch transactions.database.dialect {
        case .sqlite: nil
        case .postgreSQL:
            try transactions.read { (reading) throws(RegistryError) in
                try reading.value(
                    Timestamp.self,
                    "SELECT CAST(floor(extract(epoch FROM clock_timestamp())) AS BIGINT) AS moment")
            }
        }
    }
}
