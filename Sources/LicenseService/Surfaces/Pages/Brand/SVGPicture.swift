/// A picture in SVG of which only what is known to be harmless is left: shapes, colors and words.
///
/// It is parsed and written anew. What is on the list below stays, what editors of pictures note for
/// themselves under names with a prefix is left out, and anything else is refused: nothing runs,
/// nothing is fetched, and no style comes from elsewhere.
struct SVGPicture {
    /// Bounds the work, and what a reader of it has to do.
    private static let maxDepth = 64
    private static let maxElements = 5000

    private static let elements: Set = [
        "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
        "tspan", "title", "desc", "defs", "linearGradient", "radialGradient", "stop", "clipPath",
        "mask", "pattern",
    ]
    /// Elements in which characters are more than space.
    private static let wordy: Set = ["text", "tspan", "title", "desc"]

    private static let attributes: Set = [
        "aria-hidden", "aria-label", "class", "clip-path", "clip-rule", "clipPathUnits", "color",
        "cx", "cy", "d", "display", "dominant-baseline", "dx", "dy", "fill", "fill-opacity",
        "fill-rule", "focusable", "font-family", "font-size", "font-style", "font-weight", "fx",
        "fy", "gradientTransform", "gradientUnits", "height", "id", "lang", "letter-spacing",
        "mask", "maskContentUnits", "maskUnits", "offset", "opacity", "overflow", "paint-order",
        "patternContentUnits", "patternTransform", "patternUnits", "points",
        "preserveAspectRatio", "r", "role", "rx", "ry", "shape-rendering", "spreadMethod",
        "stop-color", "stop-opacity", "stroke", "stroke-dasharray", "stroke-dashoffset",
        "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity",
        "stroke-width", "style", "text-anchor", "text-rendering", "transform", "vector-effect",
        "version", "viewBox", "visibility", "width", "x", "x1", "x2", "y", "y1", "y2",
    ]
    private static let functions: Set = [
        "rgb", "rgba", "hsl", "hsla", "translate", "translateX", "translateY", "rotate", "scale",
        "scaleX", "scaleY", "matrix", "skewX", "skewY",
    ]
    private static let namespace = "http://www.w3.org/2000/svg"

    /// The picture as it was written anew.
    private(set) var text = ""

    private var rest: Substring.UnicodeScalarView
    /// The elements that are open.
    private var open: [String] = []
    /// How many of them were open when one began that is left out.
    private var omitting: Int?
    private var count = 0
    private var isClosed = false

    /// Nil for what is not SVG, or has in it what may not be there.
    init?(_ source: String) {
        rest = Substring(source).unicodeScalars
        skip("\u{feff}")
        if skip("<?xml ") { guard skip(through: "?>") else { return nil } }
        while !rest.isEmpty {
            guard step() else { return nil }
        }
        guard isClosed else { return nil }
    }

    private mutating func step() -> Bool {
        if skip("<!--") { return skip(through: "-->") }
        if skip("</") { return close() }
        if skip("<") { return element() }
        return characters()
    }

    // MARK: - Elements

    private mutating func element() -> Bool {
        let name = word()
        count += 1
        guard !name.isEmpty, !isClosed, open.count < Self.maxDepth, count <= Self.maxElements,
            open.isEmpty == (name == "svg") || !open.isEmpty
        else { return false }
        if omitting == nil, name.contains(":") || name == "metadata" { omitting = open.count }
        guard omitting != nil || Self.elements.contains(name), let written = attributes() else {
            return false
        }
        let isEmpty = skip("/")
        guard skip(">") else { return false }
        if omitting == nil { text += "<\(name)\(written)\(isEmpty ? "/>" : ">")" }
        if isEmpty {
            end()
        } else {
            open.append(name)
        }
        return true
    }

    private mutating func close() -> Bool {
        let name = word()
        skipSpace()
        guard skip(">"), open.popLast() == name else { return false }
        if omitting == nil { text += "</\(name)>" }
        end()
        return true
    }

    /// After an element.
    private mutating func end() {
        if omitting == open.count { omitting = nil }
        isClosed = open.isEmpty
    }

    private mutating func characters() -> Bool {
        let end = rest.firstIndex(of: "<") ?? rest.endIndex
        let found = String(rest[..<end])
        rest = rest[end...]
        let isSpace = found.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        if omitting != nil { return true }
        guard isSpace || open.last.map(Self.wordy.contains) ?? false, Self.isText(found) else {
            return false
        }
        if !open.isEmpty { text += found }
        return true
    }

    /// Whether there are no entities but those that XML itself has.
    private static func isText(_ text: String) -> Bool {
        text.replacing(/&(amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});/, with: "")
            .allSatisfy { $0 != "&" }
    }

    // MARK: - Attributes

    /// Those of an element as they are written; nil where one may not be there.
    private mutating func attributes() -> String? {
        var written = ""
        var names: Set<String> = []
        while true {
            let hadSpace = skipSpace()
            guard let next = rest.first, next != "/", next != ">" else { return written }
            let name = word()
            skipSpace()
            guard hadSpace, names.insert(name).inserted, skip("=") else { return nil }
            skipSpace()
            guard let quote = rest.popFirst(), quote == "\"" || quote == "'",
                let end = rest.firstIndex(of: quote)
            else { return nil }
            let value = String(rest[..<end])
            rest = rest[rest.index(after: end)...]
            guard !value.contains("<") else { return nil }
            if omitting != nil || name.contains(":") || name.hasPrefix("data-") { continue }
            guard isHarmless(name, value) else { return nil }
            written += " \(name)=\"\(value.replacing("\"", with: "'"))\""
        }
    }

    private func isHarmless(_ name: String, _ value: String) -> Bool {
        if name == "xmlns" { return value == Self.namespace }
        return Self.attributes.contains(name)
            && value.unicodeScalars.allSatisfy { $0 != "&" && $0 != "\\" && $0 != "@" }
            && Self.callsAreHarmless(value)
    }

    /// Whether all that looks like a call of CSS is a color or a transformation, or leads to a part
    /// of the picture itself.
    private static func callsAreHarmless(_ value: String) -> Bool {
        let local = value.replacing(/url\(\s*['"]?#[A-Za-z_][A-Za-z0-9_.\-]*['"]?\s*\)/, with: " ")
        let names = local.matches(of: /([^\s,;:(]*)\s*\(/).map { String($0.output.1) }
        return names.count == local.count { $0 == "(" } && names.allSatisfy(functions.contains)
    }

    // MARK: - Reading

    private mutating func word() -> String {
        let end =
            rest.firstIndex { scalar in
                !(scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || ":_-.".unicodeScalars.contains(scalar))
            } ?? rest.endIndex
        defer { rest = rest[end...] }
        return String(rest[..<end])
    }

    @discardableResult
    private mutating func skip(_ text: String) -> Bool {
        guard rest.starts(with: text.unicodeScalars) else { return false }
        rest = rest.dropFirst(text.unicodeScalars.count)
        return true
    }

    private mutating func skip(through text: String) -> Bool {
        while !rest.isEmpty {
            if skip(text) { return true }
            rest = rest.dropFirst()
        }
        return false
    }

    @discardableResult
    private mutating func skipSpace() -> Bool {
        let end = rest.firstIndex { !$0.properties.isWhitespace } ?? rest.endIndex
        defer { rest = rest[end...] }
        return end != rest.startIndex
    }
}
