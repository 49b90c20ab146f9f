import LicenseVerifier
import Mustache

/// Rows of things that are alike; on a narrow screen each row is a card.
struct PageTable: Sendable {
    struct Column: Sendable {
        let name: String
        let columnClass: String
    }

    struct Row: Sendable {
        let cells: [Cell]
    }

    let caption: String
    let columns: [Column]
    let rows: [Row]
    /// What is said where there are no rows.
    let empty: String?
    /// Where the next rows are.
    var nextPage: String?
    /// Where the first rows are, on any other page.
    var firstPage: String?

    /// - Parameter columns: their names; one that ends with `#` is of numbers, and one that ends with
    ///   `!` of short texts that are not broken.
    init(_ caption: String, _ columns: [String], _ rows: [[Cell]], empty: String) {
        self.caption = caption
        self.columns = columns.map { name in
            switch name.last {
            case "#"?: Column(name: String(name.dropLast()), columnClass: "number")
            case "!"?: Column(name: String(name.dropLast()), columnClass: "steady")
            default: Column(name: name, columnClass: "text")
            }
        }
        let described = self.columns
        self.rows = rows.map { cells in
            Row(
                cells: zip(described, cells).map { column, cell in
                    var cell = cell
                    cell.cellLabel = column.name
                    cell.cellClass = column.columnClass
                    cell.cellText = ShownText.inTable(cell.cellText)
                    cell.cellNote = cell.cellNote.map(ShownText.inTable)
                    return cell
                })
        }
        self.empty = rows.isEmpty ? empty : nil
    }
}

/// What stands in one place of a table or a list of details.
struct Cell: Sendable {
    var cellLabel = ""
    var cellClass = "text"
    var cellText = ""
    var cellCode: String?
    var cellLink: String?
    /// A moment that stands in the link.
    var cellLinkTime: TimeText?
    var cellBadge: Badge?
    var cellTime: TimeText?
    var cellNote: String?
    var cellForm: PageForm?

    static func text(_ text: String, note: String? = nil) -> Cell {
        Cell(cellText: text, cellNote: note)
    }

    static func link(_ text: String, _ href: String, note: String? = nil) -> Cell {
        Cell(cellText: text, cellLink: href, cellNote: note)
    }

    static func link(_ time: Timestamp, _ href: String) -> Cell {
        Cell(cellLink: href, cellLinkTime: TimeText(time))
    }

    static func code(_ text: String) -> Cell { Cell(cellCode: text) }

    static func badge(_ badge: Badge, note: String? = nil) -> Cell {
        Cell(cellBadge: badge, cellNote: note)
    }

    /// A moment, or what is said where there is none.
    static func time(_ time: Timestamp?, otherwise: String = "never") -> Cell {
        guard let time else { return .text(otherwise) }
        return Cell(cellTime: TimeText(time))
    }

    static func number(_ number: some FixedWidthInteger) -> Cell { .text(number.grouped) }

    static func form(_ form: PageForm) -> Cell { Cell(cellForm: form) }
}

/// The template engine looks names up by reflection otherwise, which for a table of fifty rows takes
/// longer than all else that the service does for the page.
extension Cell: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "cellLabel": cellLabel
        case "cellClass": cellClass
        case "cellText": cellText
        case "cellCode": cellCode
        case "cellLink": cellLink
        case "cellLinkTime": cellLinkTime
        case "cellBadge": cellBadge
        case "cellTime": cellTime
        case "cellNote": cellNote
        case "cellForm": cellForm
        default: nil
        }
    }
}

extension PageTable.Row: MustacheParent {
    func child(named name: String) -> Any? { name == "cells" ? cells : nil }
}
