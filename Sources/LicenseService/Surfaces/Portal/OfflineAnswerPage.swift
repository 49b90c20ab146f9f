import LicenseSync
import LicenseVerifier

/// The answer for a machine without a network: what it says, and how it gets there.
struct OfflineAnswerPage {
    private let carriers: [String]
    /// Nil for an answer in a form that says nothing to people.
    private let receipt: Receipt?
    private let certificate: ActivationCertificate?

    init(_ answer: EnclosedAnswer) {
        carriers = answer.carriers
        // The service has signed it a moment ago; the machine checks it again.
        receipt = try? Receipt(ownMessage: answer.receipt)
        certificate = receipt?.certificate.flatMap { try? ActivationCertificate(ownMessage: $0) }
    }

    var body: PageBody {
        var page = PageBody("The answer for the machine", [way] + codes)
        page.trail = LinkList([LinkList.Item(href: "/portal/offline", text: "Activate offline")])
        if let receipt { page.pageNotice = notice(receipt) }
        if let facts { page.sections.insert(facts, at: 0) }
        return page
    }

    /// What the answer says, in the words that the machine will use too.
    private func notice(_ receipt: Receipt) -> Notice {
        guard receipt.outcome == .accepted else {
            return Notice(
                "The answer is no: \(receipt.outcome.sentence).",
                "Carry it back all the same, so that the machine knows. \(receipt.outcome.nextStep.asSentence)",
                .warning)
        }
        if certificate != nil {
            return Notice(
                receipt.sequence == nil
                    ? "The machine may use the license." : "The report was taken.",
                "It knows so once it has this answer.")
        }
        return receipt.replacement == nil
            ? Notice("The message was taken.", "The machine knows so once it has this answer.")
            : Notice(
                "The answer holds the machine’s license.",
                "It works once the machine has this answer.")
    }

    private var facts: PageSection? {
        guard let certificate else { return nil }
        var section = PageSection("What it says")
        section.details = PageSection.DetailList([
            certificate.label.map {
                PageSection.DetailList.Detail("Machine", .text($0.shown))
            },
            PageSection.DetailList.Detail(
                "May be used until",
                .time(
                    certificate.leaseEnd, otherwise: "the license ends; nothing has to be renewed")
            ),
            certificate.allowance.map {
                PageSection.DetailList.Detail("Units, all in all", .text($0.grouped))
            },
        ])
        return section
    }

    private var way: PageSection {
        var section = PageSection(
            "Bring it to the machine",
            "Copy the text, carry the file, or let the machine read the code: its program takes the answer in the menu in which it has shown its request, and latchkey install takes text and file. The answer works on that machine alone, and is no secret."
        )
        section.copyable = PageSection.CopyText(
            copyID: "answer", copyLabel: "Answer", copied: carriers.joined(separator: "\n"),
            copyRows: carriers.count == 1 ? 8 : 12)
        var form = PageForm("/portal/offline/file", submit: "Download as a file")
        form.submitClass = "plain"
        form.hiddenFields = [
            PageForm.HiddenField(
                hiddenName: "answer", hiddenValue: carriers.joined(separator: " "))
        ]
        section.form = form
        return section
    }

    /// A code for each part of an answer, in the order in which a machine takes them one by one.
    private var codes: [PageSection] {
        carriers.enumerated().compactMap { index, carrier in
            let caption =
                carriers.count == 1
                ? "The answer as a QR code" : "QR code \(index + 1) of \(carriers.count)"
            // A long part has no code, and is carried in the file.
            guard let picture = try? LicenseDownload.picture(carrier, caption) else { return nil }
            var section = PageSection()
            section.picture = picture
            return section
        }
    }
}
