import COSE
import Foundation
import Hummingbird
import LicenseRegistry
import LicenseSync
import LicenseVerifier

/// Answers messages of machines without a network, which people carry: as text, file and QR code.
///
/// It is `POST /v1/sync` with a page around it, so it needs nobody to be signed in: the message
/// itself proves whose it is.
struct OfflineRoutes: Sendable {
    let portal: PortalContext
    private let rate: NetworkLimit

    init(portal: PortalContext) {
        self.portal = portal
        rate = NetworkLimit(
            perSecond: portal.limits.keyCallsPerSecond, burst: portal.limits.keyCallsBurst,
            clock: portal.limits.clock)
    }

    func addRoutes(to table: inout PortalRouteTable) {
        table.open(.get, "/portal/offline") { _, _, _, _ in .page(page("")) }
        // What a phone's camera opens: the address in front of the request that a machine shows.
        table.open(.get, "/A/{message}") { _, context, _, _ in
            .page(page(context.parameters.get("message") ?? ""))
        }
        table.open(.post, "/portal/offline") { _, context, _, form in
            try await answer(form, from: context.network)
        }
        table.open(.post, "/portal/offline/file") { _, _, _, form in try file(form) }
    }

    private func page(_ typed: String, _ faults: [FieldFault] = []) -> PageBody {
        var section = PageSection()
        var form = PageForm(
            "/portal/offline",
            [
                FormField.area(
                    "message", "Request or usage report", typed, rows: 6,
                    hint:
                        "Begins with LK1:. On the machine, latchkey request or the program's own menu shows it."
                ),
                .photo(of: "message", "Photo of its QR code"),
                .file("file", "Or its file", accepts: ".txt,text/plain"),
            ].map { $0.completed(faults) }, submit: "Get the answer")
        form.enctype = "multipart/form-data"
        section.form = form
        var page = PageBody("Activate a machine offline", [section])
        page.intro = "Carry the machine's request here, and the answer back."
        page.show(faults)
        return page
    }

    private func answer(
        _ form: SubmittedForm, from network: ClientNetwork
    ) async throws -> PageAnswer {
        let file = form.files["file"].map { Array($0.content) } ?? []
        let text = file.isEmpty ? Array((form["message"] ?? "").utf8) : file
        let given = ReceivedText.decoded(text)
        if let seconds = rate.take(by: network) {
            throw Problem.tooMany("too many messages from this address", after: seconds)
        }
        guard text.count <= DeviceSyncService.maxTextBytes else {
            let fault = ReadingFault.tooLong(
                count: text.count, limit: DeviceSyncService.maxTextBytes)
            return .refused(page("", [Self.fault(fault)]))
        }
        rate.charge(text.count / 1024, to: network)
        let message: SignedMessage
        switch try await portal.devices.message(in: text) {
        case .success(let found): message = found
        case .failure(let error):
            return .refused(page(given, [Self.fault(error)]))
        }
        do {
            let answer = try await portal.devices.answer(
                message.bytes, from: DeviceSender(network))
            return .page(OfflineAnswerPage(answer).body)
        } catch {
            let problem = Problem(error)
            guard problem.status.kind == .clientError, problem.status != .tooManyRequests else {
                throw error
            }
            return .refused(
                page(
                    given,
                    [
                        FieldFault(
                            field: "message",
                            detail: [problem.detail, problem.nextStep].compactMap(\.self)
                                .joined(separator: "; ").asSentence)
                    ]))
        }
    }

    private static func fault(_ error: ReadingFault) -> FieldFault {
        FieldFault(field: "message", detail: "\(error); \(error.nextStep)".asSentence)
    }

    private func file(_ form: SubmittedForm) throws -> PageAnswer {
        let parts = form["answer"]?.split(separator: " ") ?? []
        guard !parts.isEmpty,
            parts.allSatisfy({ (try? Carrier.message(String($0))) != nil })
        else {
            throw Problem.invalid("answer", "is not an answer of this service")
        }
        return .file(
            FileDownload(
                "answer.txt", "text/plain; charset=utf-8",
                text: parts.map { $0 + "\n" }.joined()))
    }
}
