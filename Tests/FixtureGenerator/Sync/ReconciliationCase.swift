/// One vector of reports that a vendor gets one after another.
struct ReconciliationCase {
    /// What a report is to the vendor.
    enum Verdict {
        case accepted, duplicate, stale
        case forked(String)
    }

    /// One report, and what the vendor knows afterwards.
    struct Step {
        let report: [UInt8]
        let verdict: Verdict
        /// The units that are counted in all.
        let units: Int64
    }

    let name: String
    let description: String
    let steps: [Step]

    /// Names the receipt that answered the request for the seat.
    static let seat = SyncSample.name(of: Array("receipt of the seat".utf8))

    /// Names the receipt that answers a report: here it only has to be another for each.
    static func answer(to report: [UInt8]) -> [UInt8] {
        SyncSample.name(of: Array("receipt of ".utf8) + report)
    }

    var vector: NamedVector {
        get throws {
            let members: [(String, JSON)] = [
                ("name", .string("reports-" + name)), ("description", .string(description)),
                ("object", .string("reports")), ("device", .key(try SyncSample.device.get())),
                ("activation", .id(SyncSample.activation)),
                ("receipt", .hex(Self.seat)), ("now", .time(Sample.now)),
                ("reports", .array(try steps.map { try $0.json })),
                (
                    "expected",
                    .object([
                        ("outcome", .string("accepted")),
                        ("verdicts", .array(steps.map(\.verdictJSON))),
                    ])
                ),
            ]
            return NamedVector(name: "reports-" + name, json: .object(members))
        }
    }
}

extension ReconciliationCase.Step {
    fileprivate var json: JSON {
        get throws {
            .object([
                ("bytes", .base64(report)),
                ("receipt", .hex(ReconciliationCase.answer(to: report))),
            ])
        }
    }

    fileprivate var verdictJSON: JSON {
        var members: [(String, JSON)]
        switch verdict {
        case .accepted: members = [("verdict", .string("accepted"))]
        case .duplicate: members = [("verdict", .string("duplicate"))]
        case .stale: members = [("verdict", .string("stale"))]
        case .forked(let evidence):
            members = [("verdict", .string("forked")), ("evidence", .string(evidence))]
        }
        return .object(members + [("units", .number(units))])
    }
}
