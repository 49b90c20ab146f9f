import Foundation
import LicenseVerifier

/// A field of a table as a person means it.
package enum TableCell {
    /// The text without the white space around it; nil for an empty field, which says nothing.
    ///
    /// Throws for characters that nobody sees, and for what a spreadsheet shows in place of a value.
    package static func text(of field: String, _ column: String) throws(TableFault) -> String? {
        let text = field.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else { return nil }
        if let hidden = text.unicodeScalars.first(where: { !$0.isVisible }) {
            throw .control(column: column, hidden)
        }
        guard !isSpreadsheetError(text) else {
            throw .spreadsheetError(column: column, text)
        }
        return text
    }

    /// Whether a text is what Excel, LibreOffice or Google put in place of a value, in English or
    /// German, or of one that is too wide for its column.
    private static func isSpreadsheetError(_ text: String) -> Bool {
        guard text.hasPrefix("#") else { return false }
        if text.count >= 3, text.allSatisfy({ $0 == "#" }) { return true }
        return spreadsheetErrors.contains(text.uppercased())
    }

    private static let spreadsheetErrors: Set<String> = [
        "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
        "#FIELD!", "#BUSY!", "#GETTING_DATA", "#ERROR!", "#NV", "#BEZUG!", "#WERT!", "#ZAHL!",
    ]
}
