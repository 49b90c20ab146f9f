import LicenseVerifier
import SQLDatabase

/// A change of the registry: one transaction, with who makes it, when, and where chance comes from.
///
/// Each domain's steps are written over it, so that several of them make one change.
struct Change: Reading {
    let writer: any SQLWriter
    /// Who is named in the audit log.
    let actor: String
    let now: Timestamp
    let random: RandomSource
    let moments: Moments
    /// Whether the registry may be worked on; nil for one that was never marked.
    let registryStatus: RegistryStatus?

    var reader: any SQLReader { writer }

    /// Runs a statement and says how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ values: [SQLValue] = []) throws(RegistryError) -> Int {
        do throws(SQLError) {
            return try writer.run(sql, values)
        } catch {
            throw RegistryError(error)
        }
    }

    /// Runs a statement once with each set of values, and says how many rows it changed each time.
    @discardableResult
    func run(_ sql: String, each sets: [[SQLValue]]) throws(RegistryError) -> [Int] {
        do throws(SQLError) {
            return try writer.run(sql, each: sets)
        } catch {
            throw RegistryError(error)
        }
    }

    /// The moment of something that is made now, later than that of all that was made before.
    func moment() -> ExactTime { moments.next(in: now) }

    /// The moment of something that is dated elsewhere, which has a fraction only if it is made now.
    func moment(at time: Timestamp) -> ExactTime {
        time == now ? moment() : ExactTime(time)
    }

    /// Draws an id.
    func newID<Kind>(_: Identifier<Kind>.Type = Identifier<Kind>.self) -> Identifier<Kind> {
        var random = random
        return .random(using: &random)
    }
}
