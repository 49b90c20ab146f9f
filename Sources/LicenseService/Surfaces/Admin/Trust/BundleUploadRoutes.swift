import COSE
import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import NIOCore

/// Hands out a newer trust bundle: what it changes is shown first.
struct BundleUploadRoutes: Sendable {
    static let path = "/admin/trust/bundle"
    private static let limit = 2_097_152

    func addRoutes(to table: inout AdminRouteTable) {
        table.look(Self.path, .organizationsWrite) { visit in
            try Self.checkFile(visit)
            return .page(Self.form(nil))
        }
        table.act("\(Self.path)/preview", .organizationsWrite, upTo: Self.limit) { visit in
            try Self.checkFile(visit)
            guard let file = visit.form.files["bundle"], !file.content.isEmpty else {
                return .refused(Self.form("Choose the file of a signed bundle."))
            }
            return try await preview(file.content, visit)
        }
        table.act(Self.path, .organizationsWrite, upTo: Self.limit) { visit in
            try await publish(visit)
        }
    }

    @discardableResult
    private static func checkFile(_ visit: AdminVisit) throws -> ServedTrust {
        guard let file = visit.admin.trust.file(of: visit.organization.id), file.path != nil
        else { throw ServedTrust.noFile }
        return file
    }

    private static func form(_ fault: String?) -> PageBody {
        let faults = fault.map { [FieldFault(field: "bundle", detail: $0)] } ?? []
        let file = FormField.file(
            "bundle", "Signed bundle", accepts: ".trust",
            hint: "Made with latchkey trust, and signed by as many root keys as must.")
        var form = PageForm("\(path)/preview", [file.completed(faults)], submit: "Show the changes")
        form.enctype = "multipart/form-data"
        form.cancel = "/admin/trust"
        var section = PageSection()
        section.form = form
        var page = PageBody("Hand out a newer bundle", [section])
        page.intro = "Nothing changes before you have seen what the bundle says."
        page.trail = AdminNavigation.trail(("/admin/trust", "Trust"))
        page.show(faults)
        return page
    }

    // MARK: - Preview

    private func preview(_ octets: [UInt8], _ visit: AdminVisit) async throws -> PageAnswer {
        do {
            let succession = try Self.succession(octets, visit)
            try await Self.checkFile(visit).judge(succession)
            return .page(Self.confirmation(succession, visit))
        } catch let refusal as BundleRefusal {
            return .refused(Self.form("\(refusal); \(refusal.nextStep).".capitalizingFirst))
        }
    }

    private static func succession(
        _ octets: [UInt8], _ visit: AdminVisit
    ) throws(BundleRefusal) -> BundleSuccession {
        try BundleSuccession(
            octets, of: visit.organization.id,
            after: visit.admin.trust.held(of: visit.organization.id), now: visit.now)
    }

    /// What a form was filled from: the version that was handed out then.
    private static func version(_ visit: AdminVisit) -> String {
        "\(visit.admin.trust.content(of: visit.organization.id)?.bundle.version ?? 0)"
    }

    private static func confirmation(
        _ succession: BundleSuccession, _ visit: AdminVisit
    ) -> PageBody {
        var changes = PageSection("What changes")
        changes.consequences = PageSection.Lines(telling: succession.changes.map(\.sentence))
        var section = PageSection("What happens")
        section.consequences = PageSection.Lines(
            lines: consequences(of: succession.bundle, visit))
        var form = PageForm(path, submit: "Hand out version \(succession.bundle.version)")
        form.hiddenFields = [
            PageForm.HiddenField(hiddenName: "version", hiddenValue: version(visit)),
            PageForm.HiddenField(
                hiddenName: "octets", hiddenValue: Base64.encodeURL(succession.octets)),
        ]
        form.makeGrave()
        form.cancel = "/admin/trust"
        section.form = form
        var page = PageBody(
            "Hand out version \(succession.bundle.version)?", [changes, section])
        page.trail = AdminNavigation.trail(("/admin/trust", "Trust"), (path, "Newer bundle"))
        let lost = visit.admin.trust.withdrawals(by: succession.bundle)
        if !lost.isEmpty {
            page.pageNotice = Notice(
                "This bundle takes keys of this service away.",
                lost.map(\.consequence).joined(separator: " "), .danger)
        }
        return page
    }

    private static func consequences(of bundle: TrustBundle, _ visit: AdminVisit) -> [String] {
        var lines = [
            "Devices that sync fetch the bundle; those that stay offline keep the one that they have until somebody carries this one there.",
            "A device that has it never goes back to an older one, so this cannot be undone. What is wrong can be put right by the next version.",
            "The file of trust.bundle is replaced on this node. Carry the bundle to your other nodes too, and send them SIGHUP.",
        ]
        if let key = visit.admin.minting?.issuer.verificationKey,
            !bundle.keys.contains(where: {
                $0.key == key && $0.fault(as: .issue, at: visit.now) == nil
            })
        {
            lines.insert("The key that this service mints with may issue nothing any more.", at: 0)
        }
        return lines
    }

    // MARK: - Publishing

    private func publish(_ visit: AdminVisit) async throws -> PageAnswer {
        try Self.checkFile(visit)
        // Whatever else arrives did not come from our form.
        guard let text = visit.form["octets"],
            let octets = try? Base64.decodeURL(Substring(text).utf8)
        else { throw PageProblem.outdated(SubmittedForm()) }
        guard visit.form["version"] == Self.version(visit) else {
            throw PageProblem.outdated(SubmittedForm())
        }
        let succession: BundleSuccession
        do {
            succession = try Self.succession(octets, visit)
            try await Self.checkFile(visit).publish(succession)
        } catch let refusal as BundleRefusal {
            return .refused(Self.form("\(refusal); \(refusal.nextStep).".capitalizingFirst))
        }
        let now = visit.now
        try await visit.work(\.organizations) { try $0.recordBundle(succession.bundle, now: now) }
        return visit.done(.published, at: "/admin/trust")
    }
}

extension ServiceKeyRole {
    fileprivate var consequence: String {
        switch self {
        case .answers:
            "Devices are answered with 503 until the service has another key for answers."
        case .lists: "No status list is signed here until the service has another key for lists."
        }
    }
}

extension String {
    fileprivate var capitalizingFirst: String { prefix(1).uppercased() + dropFirst() }
}
