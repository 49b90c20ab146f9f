import LicenseVerifier
import Mustache

/// A sentence for people, whose moments a script tells in the reader's zone as it does everywhere.
///
/// A moment that is written into it stays one: `"It ended on \(end)."`
struct Sentence: Sendable {
    struct Part: Sendable {
        let partText: String
        let partTime: TimeText?
    }

    private(set) var sentenceParts: [Part] = []

    init(_ text: String) {
        sentenceParts = [Part(partText: text, partTime: nil)]
    }

    static func + (left: Sentence, right: Sentence) -> Sentence {
        var sum = left
        sum.sentenceParts += right.sentenceParts
        return sum
    }
}

extension [Sentence] {
    /// One sentence of all of them.
    func joined(separator: Sentence) -> Sentence {
        guard let first else { return "" }
        return dropFirst().reduce(first) { $0 + separator + $1 }
    }
}

extension Sentence: ExpressibleByStringInterpolation {
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var parts: [Part] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            parts.reserveCapacity(2 * interpolationCount + 1)
        }

        mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { parts.append(Part(partText: literal, partTime: nil)) }
        }

        mutating func appendInterpolation(_ text: String) { appendLiteral(text) }

        mutating func appendInterpolation(_ time: Timestamp) {
            parts.append(Part(partText: "", partTime: TimeText(time)))
        }

        mutating func appendInterpolation(_ sentence: Sentence) {
            parts += sentence.sentenceParts
        }
    }

    init(stringLiteral text: String) { self.init(text) }

    init(stringInterpolation: StringInterpolation) {
        sentenceParts = stringInterpolation.parts
    }
}

/// As it reads where no script runs: moments name their zone.
extension Sentence: CustomStringConvertible {
    var description: String {
        sentenceParts.map { $0.partTime?.shown ?? $0.partText }.joined()
    }
}

extension Sentence: Equatable {
    static func == (left: Sentence, right: Sentence) -> Bool {
        left.description == right.description
    }
}

/// Looked up as `Cell` is.
extension Sentence: MustacheParent {
    func child(named name: String) -> Any? { name == "sentenceParts" ? sentenceParts : nil }
}

extension Sentence.Part: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "partText": partText
        case "partTime": partTime
        default: nil
        }
    }
}
