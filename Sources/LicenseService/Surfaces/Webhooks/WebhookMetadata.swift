import Foundation
import NIOCore

/// What an owner keeps with an endpoint, as the registry has it: a JSON object of texts.
enum WebhookMetadata {
    static func text(of values: [String: String]) throws -> String {
        values.isEmpty ? "" : String(buffer: try JSONText.bytes(of: values))
    }

    static func values(in text: String) -> [String: String] {
        // What another program has put there may be anything.
        (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
    }
}
