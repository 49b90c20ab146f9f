import CBOR
import COSE
import LicenseRegistry
import LicenseVerifier

extension BundleChange {
    /// The change in one sentence, for people.
    var sentence: Sentence {
        switch self {
        case .version(nil, let new): "This is the first bundle, version \(new.grouped)."
        case .version(let old?, let new):
            "Version \(new.grouped) takes the place of version \(old.grouped)."
        case .keyAdded(let key):
            "The key \(key.id) \(key.role.plainText) from \(key.notBefore) until \(key.notAfter)\(key.limits)."
        case .keyRemoved(let key): "The key \(key.id), which \(key.role.plainText), is gone."
        case .keyChanged(let old, let new): Self.sentence(from: old, to: new)
        case .rootAdded(let key):
            "The root key \(Hexadecimal.encode(key.keyID.bytes)) signs the bundles after this one."
        case .rootRemoved(let key):
            "The root key \(Hexadecimal.encode(key.keyID.bytes)) signs no bundle any more."
        case .threshold(_, let count): "\(counted(count, "root key")) must sign the next bundle."
        case .addresses(let addresses):
            addresses.isEmpty
                ? "No address of lists or of the service is named."
                : "Lists and the service are at \(addresses.joined(separator: ", "))."
        case .listFloors(let floors):
            floors.isEmpty
                ? "Lists of any number are accepted."
                : Sentence(
                    floors.sorted { $0.key < $1.key }.map { shard, number in
                        "List \(shard) is refused below number \(number.grouped)."
                    }.joined(separator: " "))
        case .end(let end): "A newer bundle is due by \(end)."
        }
    }

    private static func sentence(from old: BundleKey, to new: BundleKey) -> Sentence {
        var parts: [Sentence] = []
        if old.compromisedAt != new.compromisedAt {
            parts.append(
                new.compromisedAt.map { "is called stolen since \($0)" as Sentence }
                    ?? "is not called stolen any more")
        }
        if old.role != new.role { parts.append("\(new.role.plainText) from now on") }
        if (old.notBefore, old.notAfter) != (new.notBefore, new.notAfter) {
            parts.append("signs from \(new.notBefore) until \(new.notAfter)")
        }
        if old.limits != new.limits || parts.isEmpty {
            parts.append("has other limits\(new.limits)")
        }
        return "The key \(new.id) \(parts.joined(separator: ", and "))."
    }
}

extension BundleKey {
    fileprivate var id: String { Hexadecimal.encode(key.keyID.bytes) }

    /// What it may issue, where that is not everything.
    fileprivate var limits: String {
        var parts: [String] = []
        if let benefits { parts.append("only \(counted(benefits.count, "benefit"))") }
        if let longestLifetime { parts.append("at most \(longestLifetime.plainText)") }
        if requiresStatusIndex { parts.append("only what can be revoked") }
        return parts.isEmpty ? "" : ": \(parts.joined(separator: ", "))"
    }
}

extension KeyRole {
    /// What a key of the role does.
    var plainText: String {
        switch self {
        case .issue: "issues licenses"
        case .activate: "answers devices"
        case .status: "signs status lists"
        }
    }
}
