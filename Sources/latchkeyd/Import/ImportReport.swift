import LicenseService
import Terminal

/// What was brought.
struct ImportReport: Report {
    struct Fault: Encodable {
        /// The list that it is in.
        let file: String
        let item: Int
        /// What the item is called there.
        let id: String?
        let detail: String
    }

    let imported: Int
    let known: Int
    let seats: Int
    let customers: Int
    let benefits: Int
    let products: Int
    let otherProducts: Int
    let dryRun: Bool
    let faults: [Fault]
    private let hasSeveralFiles: Bool

    private enum CodingKeys: CodingKey {
        case imported, known, seats, customers, benefits, products, otherProducts, dryRun, faults
    }

    init(_ report: ForeignImport.Report, of files: [String], isDry: Bool) {
        imported = report.imported
        known = report.known
        seats = report.seats
        customers = report.customers
        benefits = report.benefits
        products = report.products
        otherProducts = report.otherProducts
        dryRun = isDry
        hasSeveralFiles = files.count > 1
        faults = report.faults.map { fault in
            Fault(
                file: files[fault.list - 1], item: fault.item, id: fault.id, detail: fault.detail)
        }
    }

    func text(_ style: Style) -> String {
        let count = faults.isEmpty ? "" : ", \(faults.count) refused"
        let people = customers == 0 ? "" : ", \(customers) customers"
        let kinds = benefits == 0 ? "" : ", \(benefits) benefits"
        let names = products == 0 ? "" : ", names of \(products) products"
        let others = otherProducts == 0 ? "" : ", \(otherProducts) products without licenses"
        let sum =
            "\(imported) licenses and \(seats) seats\(people)\(kinds)\(names) imported, "
            + "\(known) known\(others)\(count)"
        return (faultLines + [sum + (dryRun ? "; nothing was written" : "")])
            .joined(separator: "\n")
    }

    /// One line for all items of which the same is said.
    private var faultLines: [String] {
        var groups: [(first: Fault, count: Int)] = []
        var places: [[String]: Int] = [:]
        for fault in faults {
            let same = [fault.file, fault.detail]
            if let known = places[same] {
                groups[known].count += 1
            } else {
                places[same] = groups.count
                groups.append((fault, 1))
            }
        }
        return groups.map { fault, count in
            let file = hasSeveralFiles ? "\(quoted(fault.file)), " : ""
            let id = fault.id.map { " (\($0))" } ?? ""
            let others = count == 1 ? "" : "; the same of \(count - 1) more"
            return "\(file)item \(fault.item)\(id): \(fault.detail)\(others)"
        }
    }
}
