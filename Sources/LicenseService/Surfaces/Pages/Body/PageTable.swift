import LicenseVerifier
import Mustache

/// Rows of things that are alike; on a narrow screen each row is a card.
struct PageTable: Sendable {
    struct Column: Sendable {
        let name: String
        let columnClass: String
    }

    struct Row: Sendable {
        var cells: [Cell]
    }

    let caption: String
    let columns: [Column]
    private(set) var rows: [Row]
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

    /// The same without links that lead nowhere for its reader.
    func linking(_ leads: (String) -> Bool) -> PageTable {
        var table = self
        table.rows = rows.map { row in Row(cells: row.cells.map { $0.linking(leads) }) }
        return table
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
    /// A text that names moments.
    var cellSentence: Sentence?
    var cellNote: String?
    /// A note that names moments.
    var cellTold: Sentence?
    var cellForm: PageForm?

    /// The same as a text alone, where the link leads nowhere for its reader.
    func linking(_ leads: (String) -> Bool) -> Cell {
        guard let link = cellLink, !leads(link) else { return self }
        var cell = self
        cell.cellLink = nil
        if let time = cellLinkTime {
            cell.cellLinkTime = nil
            cell.cellTime = time
        }
        return cell
    }

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

    static func sentence(_ sentence: Sentence) -> Cell { Cell(cellSentence: sentence) }

    static func badge(_ badge: Badge, telling note: Sentence?) -> Cell {
        Cell(cellBadge: badge, cellTold: note)
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
        case "cellSentence": cellSentence
        case "cellNote": cellNote
        case "cellTold": cellTold
        case "cellForm": cellForm
        default: nil
        }
    }
}

extension PageTable.Row: MustacheParent {
    func child(named name: String) -> Any? { name == "cells" ? cells : nil }
}
