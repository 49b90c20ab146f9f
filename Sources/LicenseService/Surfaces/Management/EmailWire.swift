import JSON
import LicenseRegistry

/// An email about a license in JSON; its text is made when it is sent.
struct EmailWire: JSONContent {
    let id: String
    let state: String
    let attempts: Int64
    let queuedAt: TimeWire
    let dueAt: TimeWire?
    let changedAt: TimeWire
    let fault: String?

    enum CodingKeys: String, CodingKey {
        case id, state, attempts, fault
        case queuedAt = "queued_at"
        case dueAt = "due_at"
        case changedAt = "changed_at"
    }

    init(_ email: EmailRecord) {
        id = "\(email.id)"
        state = email.state.name
        attempts = email.attempts
        queuedAt = TimeWire(email.queuedAt)
        dueAt = email.state == .waiting ? TimeWire(email.dueAt) : nil
        changedAt = TimeWire(email.changedAt)
        fault = email.fault
    }

    static let schema = Schema(
        "Letter",
        .shape(
            [
                "id": .uuid, "state": .oneOf(["waiting", "sending", "sent", "failed"]),
                "attempts": .wholeNumber, "queued_at": .time, "due_at": .optional(.time),
                "changed_at": .time, "fault": .optional(.text),
            ], required: ["id", "state", "attempts", "queued_at", "changed_at"]))
}

/// The text of an email in JSON: a benefit's template, or one that is filled for a license.
struct EmailTemplateWire: JSONContent, Decodable {
    let subject: String
    let text: String
    let html: String?

    init(_ email: LicenseEmail) {
        subject = email.subject
        text = email.plain
        html = email.html
    }

    init(_ template: EmailTemplate) {
        subject = template.subject
        text = template.plain
        html = template.html
    }

    private static let shape = JSON.shape(
        ["subject": .text, "text": .text, "html": .optional(.text)],
        required: ["subject", "text"])

    static let instructions = Schema("Instructions", shape)
    static let template = Schema("LetterTemplate", shape)

    /// The template, once every name in it is known.
    var template: EmailTemplate {
        get throws(Problem) {
            var faults: [FieldFault] = []
            for (field, part, limit) in [
                ("subject", subject, 200), ("text", text, 50_000), ("html", html ?? "", 50_000),
            ] {
                if part.utf8.count > limit || part.utf8.contains(0) {
                    faults.append(
                        FieldFault(field: field, detail: "must have at most \(limit) bytes"))
                }
                do throws(TextTemplate.Fault) {
                    _ = try TextTemplate(part)
                } catch {
                    faults.append(FieldFault(field: field, detail: "\(error)"))
                }
            }
            guard faults.isEmpty else { throw .invalid(faults) }
            return EmailTemplate(subject: subject, plain: text, html: html)
        }
    }
}

extension EmailRecord.State {
    fileprivate var name: String {
        switch self {
        case .waiting: "waiting"
        case .sending: "sending"
        case .sent: "sent"
        case .failed: "failed"
        }
    }
}
