import JSON
import NIOCore

/// What an owner keeps with an endpoint, as the registry has it: a JSON object of texts.
enum WebhookMetadata {
    static func text(of values: [String: String]) throws -> String {
        values.isEmpty ? "" : String(buffer: try SortedJSON.bytes(of: values))
    }

    static func values(in text: String) -> [String: String] {
        // What another program has put there may be anything.
        let members = (try? JSON(parsing: Array(text.utf8)))?.object?.effective ?? []
        let texts = members.compactMap { member in member.value.string.map { (member.name, $0) } }
        return texts.count == members.count ? Dictionary(uniqueKeysWithValues: texts) : [:]
    }
}
