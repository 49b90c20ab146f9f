/// A page in parts, as a browser takes it apart (HTML, tokenization).
struct PageMarkup {
    struct Element {
        let name: String
        let attributes: [(name: String, value: String)]
        var isEnd = false

        subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
    }

    private(set) var elements: [Element] = []
    /// The texts between elements, without escapes.
    private(set) var texts: [String] = []
    private var rest: ArraySlice<UInt8>

    init(_ text: String) {
        rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            if startsElement {
                readElement()
            } else {
                readText()
            }
        }
    }

    /// What a page must not have, whatever strangers have put into it.
    var faults: [String] {
        elements.flatMap { element -> [String] in
            var faults: [String] = []
            if !Self.known.contains(element.name) { faults.append("<\(element.name)>") }
            if element.name == "script" || element.name == "img", !element.isEnd,
                element["src"]?.hasPrefix("/assets/") != true
            {
                faults.append("<\(element.name)> from elsewhere")
            }
            for (name, value) in element.attributes {
                if name.hasPrefix("on") || !name.utf8.allSatisfy(Self.isPlain) {
                    faults.append("\(element.name) has \(name)")
                }
                if ["href", "src", "action", "formaction", "data-preview"].contains(name),
                    !["/", "#", "https://", "mailto:", "data:,"].contains(where: value.hasPrefix)
                {
                    faults.append("\(element.name) leads to \(value)")
                }
            }
            return faults
        }
    }

    private static let known: Set = [
        "!doctype", "html", "head", "meta", "title", "link", "script", "body", "a", "header", "div",
        "span", "img", "nav", "ul", "ol", "li", "form", "input", "button", "main", "footer", "p",
        "h1", "h2", "strong", "dl", "dt", "dd", "time", "code", "pre", "figure", "figcaption",
        "svg", "path", "rect", "table", "caption", "thead", "tbody", "tr", "th", "td", "label",
        "textarea", "fieldset", "legend", "select", "option", "progress",
    ]

    private static func isPlain(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "-")
    }

    // MARK: - Taking apart

    private var startsElement: Bool {
        guard rest.first == UInt8(ascii: "<"), let next = rest.dropFirst().first else {
            return false
        }
        return Self.isPlain(next | 0x20) || next == UInt8(ascii: "/") || next == UInt8(ascii: "!")
    }

    private mutating func readText() {
        var text: [UInt8] = []
        repeat { text.append(rest.removeFirst()) } while !rest.isEmpty && !startsElement
        texts.append(Self.plain(text))
    }

    private mutating func readElement() {
        rest.removeFirst()
        let isEnd = rest.first == UInt8(ascii: "/")
        if isEnd { rest.removeFirst() }
        let name = Self.plain(take { !Self.endsName($0) }).lowercased()
        var attributes: [(name: String, value: String)] = []
        while let byte = rest.first, byte != UInt8(ascii: ">") {
            if Self.endsName(byte) {
                rest.removeFirst()
            } else {
                attributes.append(readAttribute())
            }
        }
        rest = rest.dropFirst()
        elements.append(Element(name: name, attributes: attributes, isEnd: isEnd))
        // What is in these is text up to their own end.
        if !isEnd, ["textarea", "title", "script"].contains(name) { readText(upTo: name) }
    }

    private mutating func readAttribute() -> (name: String, value: String) {
        let name = Self.plain(take { !Self.endsName($0) && $0 != UInt8(ascii: "=") })
            .lowercased()
        guard rest.first == UInt8(ascii: "=") else { return (name, "") }
        rest.removeFirst()
        guard let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        else { return (name, Self.plain(take { !Self.endsName($0) })) }
        rest.removeFirst()
        let value = take { $0 != quote }
        rest = rest.dropFirst()
        return (name, Self.plain(value))
    }

    private mutating func readText(upTo name: String) {
        let end = Array("</\(name)".utf8)
        var text: [UInt8] = []
        while !rest.isEmpty, !rest.prefix(end.count).elementsEqual(end) {
            text.append(rest.removeFirst())
        }
        texts.append(Self.plain(text))
    }

    private mutating func take(while belongs: (UInt8) -> Bool) -> [UInt8] {
        let taken = Array(rest.prefix(while: belongs))
        rest = rest.dropFirst(taken.count)
        return taken
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        [0x20, 0x09, 0x0a, 0x0d, UInt8(ascii: ">"), UInt8(ascii: "/")].contains(byte)
    }

    /// Without escapes; by bytes, since a letter may be behind one that makes a character with it.
    private static func plain(_ bytes: [UInt8]) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        var plain: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.first {
            let escape =
                byte == UInt8(ascii: "&")
                ? escapes.first { rest.starts(with: $0.key.utf8) } : nil
            plain.append(escape?.value ?? byte)
            rest = rest.dropFirst(escape?.key.utf8.count ?? 1)
        }
        return String(decoding: plain, as: UTF8.self)
    }

    private static let escapes: [String: UInt8] = [
        "&lt;": UInt8(ascii: "<"), "&gt;": UInt8(ascii: ">"), "&quot;": UInt8(ascii: "\""),
        "&#39;": UInt8(ascii: "'"), "&amp;": UInt8(ascii: "&"),
    ]
}

extension PageMarkup {
    /// A form of a page, with what a browser would send of it.
    struct Form {
        let action: String
        /// What stands in its fields, and of what kind each is, such as `hidden` or `select`.
        var fields: [(name: String, kind: String, value: String)] = []
    }

    /// The forms that act.
    var forms: [Form] {
        var forms: [Form] = []
        var current: Form?
        var select: String?
        for element in elements {
            switch (element.name, element.isEnd) {
            case ("form", false) where element["method"] == "post":
                current = Form(action: element["action"] ?? "")
            case ("form", true):
                if let form = current { forms.append(form) }
                current = nil
            case ("input", false), ("textarea", false):
                let kind = element.name == "textarea" ? "text" : element["type"] ?? "text"
                if let name = element["name"] {
                    current?.fields.append((name, kind, element["value"] ?? ""))
                }
            case ("button", false):
                // A second button of the form, which sends it elsewhere.
                if let place = element["formaction"], let form = current {
                    var other = Form(action: place)
                    other.fields = form.fields
                    forms.append(other)
                }
            case ("select", false): select = element["name"]
            case ("option", false):
                if let name = select {
                    current?.fields.append((name, "select", element["value"] ?? ""))
                    select = nil
                }
            default: break
            }
        }
        return forms
    }
}
