import COSE
import COSESigning
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// Licenses that get other terms, from what was asked to the new keys.
struct Renewal {
    let options: RenewalOptions
    let start: TermsRequest.Start
    private let benefit: String?
    private let home: HomeLayout
    private let registry: Registry
    private let now: Timestamp

    /// The most licenses whose machines are told one by one.
    private static let maxTold = 10

    init(
        _ options: RenewalOptions, from start: TermsRequest.Start, benefit: String? = nil
    ) throws {
        self.options = options
        self.start = start
        self.benefit = benefit
        home = try options.signing.homeOptions.directory()
        registry = try home.registry()
        now = try Clock.now()
    }

    /// What is asked for one license, and in which row of the file.
    private struct Order {
        let sourceRow: Int?
        let request: TermsRequest
        let record: LicenseRecord
    }

    func run() throws {
        let orders = try orders()
        let batch = try options.csv.map { try RenewalFile($0, options, now, start, benefit).batch }
        if let batch, try isDone(batch, of: orders[0].record.claims.organization) {
            Console.remark(
                "these rows were done before, so nothing changes; to do them once more, give "
                    + "another --batch-name")
            if options.dryRun { return try say(RenewalForecasts(licenses: [])) }
            return try deliver(orders.map { ($0.record, nil) })
        }
        try checkOwner(of: orders.map(\.record))
        let forecasts = try orders.map { order in
            try RenewalFile.at(order.sourceRow) {
                try RenewalForecast(order.request, of: order.record, registry, now: now)
            }
        }
        if options.dryRun { return try say(RenewalForecasts(licenses: forecasts)) }
        tell(forecasts)
        let output = try options.json ? nil : output()
        let changed = try registry.issuance.change(
            orders.map(\.request), as: batch, by: issuer(of: orders), now: now)
        try deliver(Array(zip(changed, forecasts.map { $0 })), to: output)
    }

    /// All licenses of a run are signed with one key, which is one organization's.
    private func checkOwner(of licenses: [LicenseRecord]) throws {
        guard let first = licenses.first,
            let other = licenses.first(where: {
                $0.claims.organization != first.claims.organization
            })
        else { return }
        throw CommandFailure(
            .malformed, code: "renew.two-organizations",
            "the licenses \(first.claims.license) and \(other.claims.license) are of two "
                + "organizations", nextStep: "make a file for each organization")
    }

    // MARK: - What is asked

    private func orders() throws -> [Order] {
        if let license = options.license {
            let record = try LicenseReference.license(license, in: registry)
            return [Order(sourceRow: nil, request: try request(for: record, nil), record: record)]
        }
        let rows = try RenewalFile(options.csv ?? "-", options, now, start, benefit)
            .rows(of: registry)
        return try rows.map { row in
            let asked = try RenewalFile.at(row.sourceRow) {
                try request(for: row.license, row.fields)
            }
            return Order(sourceRow: row.sourceRow, request: asked, record: row.license)
        }
    }

    private func request(
        for record: LicenseRecord, _ fields: BatchFields?
    ) throws -> TermsRequest {
        let claims = record.claims
        guard record.state != .revoked else {
            throw CommandFailure(
                .notPermitted, code: "renew.revoked", "the license \(claims.license) is revoked",
                nextStep: "make it valid first with `latchkey reinstate \(claims.license)`")
        }
        var request = TermsRequest(claims.license, from: start)
        if let benefit { request.take(try self.benefit(benefit, of: claims.organization)) }
        let template = LicenseTerms(prefix: claims.prefix)
        var terms = template
        try options.terms.apply(to: &terms)
        request.take(options.terms.fields, of: terms)
        fields?.apply(to: &request, over: template)
        request.change.endsFormerKeys = options.endFormerKeys
        if start == .formerEnd { try prolong(&request, record) }
        guard request.lifetime != nil || request.updates != nil || !request.change.isEmpty else {
            throw CommandFailure(
                .usage, code: "renew.no-change", "nothing was said that changes the license",
                nextStep: "say what changes, such as --activations 5; see `latchkey change --help`")
        }
        return request
    }

    /// A renewal lasts as long as its benefit says, unless something else was said.
    private func prolong(_ request: inout TermsRequest, _ record: LicenseRecord) throws {
        let claims = record.claims
        guard record.end != nil || request.lifetime == nil else {
            throw CommandFailure(
                .usage, code: "renew.no-end", "the license \(claims.license) has no end",
                nextStep: "to give it one, use `latchkey change --lifetime`")
        }
        guard request.lifetime == nil, request.updates == nil else { return }
        let terms = try benefit("\(claims.benefit)", of: claims.organization).terms
        if record.end != nil, terms.lifetime.isSpan { request.lifetime = terms.lifetime }
        if claims.updatesUntil != nil, terms.updates.isSpan { request.updates = terms.updates }
        guard request.lifetime != nil || request.updates != nil else {
            throw CommandFailure(
                .usage, code: "renew.lifetime-unsaid",
                "the benefit does not say for how long the license \(claims.license) is renewed",
                nextStep: "say it with --lifetime, such as --lifetime 1y")
        }
    }

    private func benefit(_ name: String, of organization: OrganizationID) throws -> Benefit {
        guard let owner = try registry.organizations.all().first(where: { $0.id == organization })
        else { throw RegistryError.missing(kind: .organization) }
        return try registry.benefits.named(name, of: owner)
    }

    private func isDone(_ batch: Batch, of organization: OrganizationID) throws -> Bool {
        guard
            let known = try registry.issuance.batches.find(
                named: batch.name, organization: organization)
        else { return false }
        guard known.inputDigest == batch.inputDigest else {
            throw RegistryError.batchDiffers(name: batch.name)
        }
        return known.finishedAt != nil
    }

    private func issuer(
        of orders: [Order]
    ) throws -> Issuer {
        let organization = orders[0].record.claims.organization
        let ring = KeyRing(home: home, organizations: registry.organizations)
        return Issuer(
            organization, key: try options.signing.key(as: .issue, for: organization, in: ring))
    }

    // MARK: - What is said

    private func tell(_ forecasts: [RenewalForecast]) {
        guard forecasts.count > Self.maxTold else {
            for sentence in forecasts.flatMap(\.sentences) { Console.remark(sentence) }
            return
        }
        let machines = forecasts.reduce(0) { $0 + $1.machines.count }
        let ended = forecasts.count { $0.formerKeyEndsWithList }
        Console.remark(
            "\(forecasts.count) licenses get new keys, and \(machines) machines have seats; "
                + "\(ended) of the keys before end with the next status list. --dry-run says it "
                + "for each")
    }

    private func say(_ forecasts: RenewalForecasts) throws { try forecasts.say(json: options.json) }

    private func output() throws -> BatchOutput? {
        if options.keys.format == .lic, options.csv == nil { return nil }
        return try BatchOutput(
            options.keys.format, to: options.keys.output, heading: "License", hasMark: false)
    }

    private func deliver(
        _ changed: [(record: LicenseRecord, forecast: RenewalForecast?)],
        to output: BatchOutput? = nil
    ) throws {
        guard let first = changed.first else { return }
        if options.json {
            return try RenewedReport(first.record, first.forecast).say(json: true)
        }
        if options.keys.format == .lic, options.csv == nil {
            let benefit = try benefit(
                "\(first.record.claims.benefit)", of: first.record.claims.organization)
            let text = LicenseFile([first.record.message])
                .text(heading: LicenseHeading.text(for: first.record.claims, benefit: benefit))
            guard let path = options.keys.output, path != "-" else { return Console.write(text) }
            return try OutputFile.write(text, to: path, for: .owner)
        }
        let output =
            try output
            ?? BatchOutput(
                options.keys.format, to: options.keys.output, heading: "License", hasMark: false)
        try output.write(
            changed.enumerated().map { index, changed in
                BatchResult(
                    row: index + 1, customer: changed.record.customer,
                    email: nil, claims: changed.record.claims, message: changed.record.message,
                    text: LicenseKey.text(
                        prefix: changed.record.claims.prefix, message: changed.record.message))
            })
        try output.complete()
    }
}
