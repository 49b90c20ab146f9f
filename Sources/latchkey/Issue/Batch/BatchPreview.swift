import CSV
import LicenseIssuer
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// What a batch would do: its first rows as they are understood, and how many there are.
struct BatchPreview: Report {
    /// How many licenses would be minted.
    var rows = 0
    /// How many of them an earlier run has minted, which are written again.
    var mintedRows = 0
    /// How many rows have no content.
    var emptyRows = 0
    /// What is between the fields: `,`, `;` or `tab`; nil for JSON Lines.
    let separator: String?
    /// The columns that are read.
    let columns: [String]
    /// The columns that are passed over.
    let ignoredColumns: [String]
    /// The zone in which dates begin and end.
    let zone: String
    private(set) var firstRows: [Row] = []
    /// Customers whose names look alike, though they are two.
    var lookAlikes: [String] = []

    /// A row as it is understood.
    struct Row: Encodable {
        let row: Int
        let customer: String?
        let expiresAt: String?
        let notBefore: String?
        let activations: String
        let usage: String
        let entitlements: [String]
        let conditions: [String]
    }

    private static let shownRows = 5

    init(_ form: BatchForm, zone: DayZone) {
        self.zone = zone.name
        guard case .csv(let header) = form else {
            (separator, columns, ignoredColumns) = (nil, [], [])
            return
        }
        separator =
            header.separator == UInt8(ascii: "\t")
            ? "tab" : String(decoding: [header.separator], as: UTF8.self)
        columns = header.columns.compactMap { $0 }
        ignoredColumns = header.ignored
    }

    /// Counts a row, and shows it if it is among the first.
    mutating func add(_ claims: LicenseClaims, at sourceRow: Int, customer: String?) {
        rows += 1
        guard firstRows.count < Self.shownRows else { return }
        let seats: String =
            switch claims.activationLimit {
            case .notUsed: "none"
            case .unlimited: "unlimited"
            case .seats(let count): "\(count)"
            }
        firstRows.append(
            Row(
                row: sourceRow, customer: customer,
                expiresAt: claims.expiresAt?.description,
                notBefore: claims.notBefore?.description, activations: seats,
                usage: claims.usageLimit.map { "\($0)" } ?? "none",
                entitlements: claims.entitlements.map(\.description),
                conditions: claims.conditions.map { "\($0.key)=\($0.value)" }))
    }

    func text(_ style: Style) -> String {
        var fields = Fields()
        fields.add("separator", separator)
        fields.add("columns", columns.isEmpty ? nil : columns.joined(separator: ", "))
        fields.add(
            "ignored", ignoredColumns.isEmpty ? nil : ignoredColumns.joined(separator: ", "))
        fields.add("dates in", zone)
        fields.add("empty rows", emptyRows == 0 ? nil : "\(emptyRows)")
        for pair in lookAlikes { fields.add("look alike", pair) }
        var table = Table("ROW", "CUSTOMER", "EXPIRES", "NOT BEFORE", "SEATS", "UNITS", "MORE")
        for row in firstRows {
            table.add(
                "\(row.row)", row.customer ?? "", row.expiresAt ?? "never", row.notBefore ?? "",
                row.activations, row.usage,
                (row.entitlements + row.conditions).joined(separator: " "))
        }
        return [
            fields.text(style), table.text(style),
            "\(rows - mintedRows) keys would be minted"
                + (mintedRows == 0 ? "" : " and \(mintedRows) written again")
                + "; nothing was written",
        ].joined(separator: "\n")
    }
}
