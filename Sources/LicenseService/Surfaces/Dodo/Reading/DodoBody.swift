import Hummingbird
import JSON
import LicenseVerifier
import NIOCore

/// The members of a request's body, each read as its type; unknown ones are ignored.
struct DodoBody {
    private let members: JSONObject

    init(_ bytes: [UInt8]) throws(DodoRefusal) {
        let json: JSON
        do throws(JSONError) {
            json = try JSON(parsing: bytes)
        } catch {
            throw .notJSON
        }
        guard let members = json.object else { throw .body("the body must be an object") }
        self.members = members
    }

    /// A string that must be there.
    func text(_ name: String) throws(DodoRefusal) -> String {
        guard let text = try optionalText(name) else { throw .body("\(name) is missing") }
        return text
    }

    /// A string; nil where it is absent or null.
    func optionalText(_ name: String) throws(DodoRefusal) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else { throw .body("\(name) must be a string") }
        return text
    }

    /// A truth value; nil where it is absent or null.
    func flag(_ name: String) throws(DodoRefusal) -> Bool? {
        guard let value = value(name) else { return nil }
        guard let flag = value.bool else { throw .body("\(name) must be true or false") }
        return flag
    }

    /// A number that counts something; nil where it is absent or null.
    func count(_ name: String) throws(DodoRefusal) -> Int32? {
        guard let value = value(name) else { return nil }
        guard let number = value.integer, let count = Int32(exactly: number), count >= 0 else {
            throw .body("\(name) must be an integer from 0 to 2147483647")
        }
        return count
    }

    /// An object whose members are all strings; nil where it is absent or null.
    func texts(_ name: String) throws(DodoRefusal) -> [String: String]? {
        guard let value = value(name) else { return nil }
        guard let object = value.object else { throw .body("\(name) must be an object") }
        var texts: [String: String] = [:]
        for member in object.members {
            guard let text = member.value.string else {
                throw .body("all members of \(name) must be strings")
            }
            texts[member.name] = text
        }
        return texts
    }

    /// An array of strings; nil where it is absent or null.
    func list(_ name: String) throws(DodoRefusal) -> [String]? {
        guard let value = value(name) else { return nil }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.array?.count else {
            throw .body("\(name) must be an array of strings")
        }
        return texts
    }

    /// How many activations there may be.
    ///
    /// A license key of ours has one at least.
    func limit(_ name: String) throws(DodoRefusal) -> FieldChange<UInt64> {
        guard members[name] != nil else { return .keep }
        guard let value = value(name) else { return .set(nil) }
        guard let number = value.integer, let limit = Int32(exactly: number) else {
            throw .body("\(name) must be an integer of 32 bits")
        }
        guard limit > 0 else { throw .parameters("\(name) must be at least 1") }
        return .set(UInt64(limit))
    }

    /// A moment.
    func time(_ name: String) throws(DodoRefusal) -> FieldChange<Timestamp> {
        guard members[name] != nil else { return .keep }
        guard let text = try optionalText(name) else { return .set(nil) }
        guard let time = DodoTime(text) else {
            throw .body("\(name) must be a date with time and offset")
        }
        return .set(time.floor)
    }

    /// Null counts as absent.
    private func value(_ name: String) -> JSON? {
        guard let value = members[name], !value.isNull else { return Optional.none }
        return value
    }
}
