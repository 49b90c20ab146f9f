import CBOR
import COSE
import LicenseRegistry
import LicenseVerifier

/// A message as a mail system takes it (RFC 5322, RFC 2045 to 2047): a text in two forms, and a file.
///
/// Every part is base64 and every header field is ASCII that is composed here, so that no name of a
/// customer or a shop can begin a header field, a part or a line with a dot.
struct MailMessage {
    let from: MailAddress
    let to: MailAddress
    let subject: String
    let plain: String
    let html: String?
    /// The file, by its name; nil for none.
    let attachment: (name: String, content: String)?
    /// Tells this message from all others; the same when it is sent once more.
    let id: MessageID
    let date: Timestamp

    /// What a message is known by: unique, and nothing but hexadecimal digits.
    struct MessageID {
        let digits: String

        init(_ bytes: [UInt8]) {
            digits = Hexadecimal.encode(bytes)
        }
    }

    /// The message, its lines ended by LF as the `sendmail` interface takes them.
    var bytes: [UInt8] {
        let domain = from.address.split(separator: "@").last ?? "localhost"
        let outer = "=_m_\(id.digits)"
        let inner = "=_a_\(id.digits)"
        var lines = [
            "From: \(Self.mailbox(from))", "To: \(Self.mailbox(to))",
            "Subject: \(Self.unstructured(subject))", "Date: \(Self.dateText(date))",
            "Message-ID: <\(id.digits)@\(domain)>", "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=\"\(outer)\"", "",
            "--\(outer)", "Content-Type: multipart/alternative; boundary=\"\(inner)\"", "",
        ]
        for (type, text) in [("plain", plain), ("html", html ?? "")]
        where type == "plain" || html != nil {
            lines += ["--\(inner)", "Content-Type: text/\(type); charset=utf-8"]
            lines += Self.encodedBody(text)
        }
        lines += ["--\(inner)--", ""]
        if let attachment {
            lines += [
                "--\(outer)",
                "Content-Type: text/plain; charset=utf-8; name=\"\(attachment.name)\"",
                "Content-Disposition: attachment; filename=\"\(attachment.name)\"",
            ]
            lines += Self.encodedBody(attachment.content)
        }
        lines += ["--\(outer)--", ""]
        return Array(lines.joined(separator: "\n").utf8)
    }

    private static func encodedBody(_ text: String) -> [String] {
        // Text in a message has lines that end in CRLF, whatever it is encoded in.
        let body = Array(
            text.split(separator: "\n", omittingEmptySubsequences: false)
                .joined(separator: "\r\n").utf8)
        var lines = ["Content-Transfer-Encoding: base64", ""]
        for start in stride(from: 0, to: body.count, by: 57) {
            lines.append(Base64.encodePadded(Array(body[start..<min(start + 57, body.count)])))
        }
        return lines
    }

    // MARK: - Header fields

    private static func mailbox(_ address: MailAddress) -> String {
        address.name.isEmpty
            ? address.address : "\(encodedWords(address.name)) <\(address.address)>"
    }

    /// Short visible ASCII as it is, anything else as encoded words.
    private static func unstructured(_ text: String) -> String {
        let isPlain =
            text.utf8.count <= 60 && text.utf8.allSatisfy { (32...126).contains($0) }
            && !text.contains("=?")
        return isPlain ? text : encodedWords(text)
    }

    /// Words of at most 75 characters, each of whole characters, one on a line (RFC 2047 §2).
    private static func encodedWords(_ text: String) -> String {
        var words: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars where scalar.properties.generalCategory != .control {
            let bytes = Array(String(scalar).utf8)
            if words[words.count - 1].count + bytes.count > 42 { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { "=?UTF-8?B?\(Base64.encodePadded($0))?=" }.joined(separator: "\n ")
    }

    /// The form `Fri, 01 Jan 2027 00:00:00 +0000`.
    private static func dateText(_ time: Timestamp) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let day = days[Int(time.secondsSinceEpoch / 86_400 % 7)]
        let date = CivilDate(daysSinceEpoch: time.secondsSinceEpoch / 86_400)
        let text = "\(time)"
        return "\(day), \(text.dropFirst(8).prefix(2)) \(months[Int(date.month) - 1]) "
            + "\(date.year) \(text.dropFirst(11).prefix(8)) +0000"
    }
}
