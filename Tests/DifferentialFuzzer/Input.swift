import Foundation
import JSON
import LicenseTestSupport

/// One input in the form of a vector, and the folder of vectors whose form that is.
struct Input {
    enum Folder: String {
        case licenses
        case statusLists = "status-lists"
        case trust
    }

    let folder: Folder
    let members: [String: JSON]

    /// The input and what this verifier makes of it, as one line.
    func line() throws -> [UInt8] {
        let line = JSON.members([
            "folder": .string(folder.rawValue), "vector": .members(members),
            "verdict": try verdict(),
        ])
        return line.encoded + [UInt8(ascii: "\n")]
    }

    private func verdict() throws -> JSON {
        switch folder {
        case .licenses:
            // What only a vector has.
            let more: [String: JSON] = [
                "name": "input", "description": "",
                "expected": ["outcome": "refused", "codes": []],
            ]
            let whole = JSON.members(members.merging(more) { $1 })
            let data = Data(whole.encoded)
            return try JSONDecoder().decode(LicenseVector.self, from: data).verdict()
        case .statusLists: return .members(try StatusVector.verdict(vector))
        case .trust: return .members(try TrustVector.verdict(vector))
        }
    }

    private var vector: NamedVector { NamedVector(named: "input", members) }
}
