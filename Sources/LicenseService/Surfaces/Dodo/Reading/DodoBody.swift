import Hummingbird
import JSON
import LicenseVerifier
import NIOCore

/// The members of a request's body, each read as what it stands for; unknown ones are ignored.
struct DodoBody {
    private let members: JSONObject

    init(_ bytes: [UInt8]) throws(DodoError) {
        let json: JSON
        do throws(JSONError) {
            json = try JSON(parsing: bytes)
        } catch {
            throw .noJSON
        }
        guard let members = json.object else { throw .body("the body is no object") }
        self.members = members
    }

    /// A string that must be there.
    func text(_ name: String) throws(DodoError) -> String {
        guard let text = try optionalText(name) else { throw .body("\(name) is missing") }
        return text
    }

    /// A string; nil where it is absent or null.
    func optionalText(_ name: String) throws(DodoError) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else { throw .body("\(name) is no string") }
        return text
    }

    /// A truth value; nil where it is absent or null.
    func flag(_ name: String) throws(DodoError) -> Bool? {
        guard let value = value(name) else { return nil }
        guard let flag = value.bool else { throw .body("\(name) is no truth value") }
        return flag
    }

    /// A number that counts something; nil where it is absent or null.
    func count(_ name: String) throws(DodoError) -> Int32? {
        guard let value = value(name) else { return nil }
        guard let number = value.integer, let count = Int32(exactly: number), count >= 0 else {
            throw .body("\(name) is no whole number of 31 bits")
        }
        return count
    }

    /// An object whose members are all strings; nil where it is absent or null.
    func texts(_ name: String) throws(DodoError) -> [String: String]? {
        guard let value = value(name) else { return nil }
        guard let object = value.object else { throw .body("\(name) is no object") }
        var texts: [String: String] = [:]
        for member in object.members {
            guard let text = member.value.string else {
                throw .body("a member of \(name) is no string")
            }
            texts[member.name] = text
        }
        return texts
    }

    /// An array of strings; nil where it is absent or null.
    func list(_ name: String) throws(DodoError) -> [String]? {
        guard let value = value(name) else { return nil }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.array?.count else {
            throw .body("\(name) is no array of strings")
        }
        return texts
    }

    /// How many activations there may be.
    ///
    /// A license key of ours has one at least.
    func limit(_ name: String) throws(DodoError) -> Change<UInt64> {
        guard members[name] != nil else { return .keep }
        guard let value = value(name) else { return .set(nil) }
        guard let number = value.integer, let limit = Int32(exactly: number) else {
            throw .body("\(name) is no integer of 32 bits")
        }
        guard limit > 0 else { throw .parameters("\(name) is below 1") }
        return .set(UInt64(limit))
    }

    /// A moment.
    func time(_ name: String) throws(DodoError) -> Change<Timestamp> {
        guard members[name] != nil else { return .keep }
        guard let text = try optionalText(name) else { return .set(nil) }
        guard let time = DodoTime(text) else {
            throw .body("\(name) is no date with time and offset")
        }
        return .set(time.floor)
    }

    /// Null counts as absent.
    private func value(_ name: String) -> JSON? {
        guard let value = members[name], !value.isNull else { return Optional.none }
        return value
    }
}
