import JSON
public import LicenseIssuer
public import LicenseRegistry
public import LicenseVerifier

/// Brings the license keys of another shop into a registry, from the lists that it prints.
public struct ForeignImport: Sendable {
    /// What became of a list.
    public struct Report: Sendable {
        /// Licenses that are new here.
        public var imported = 0
        /// Licenses and seats that were here.
        public var known = 0
        /// Seats that are new here.
        public var seats = 0
        /// Customers who are new here, or got the name or address that was missing.
        public var customers = 0
        /// Items that could not be taken.
        public var faults: [Fault] = []

        /// Of no list yet.
        public init() {}

        /// Adds what became of another list.
        public mutating func add(_ other: Report) {
            imported += other.imported
            known += other.known
            seats += other.seats
            customers += other.customers
            faults += other.faults
        }
    }

    /// An item that could not be taken.
    public struct Fault: Sendable {
        /// In which of several lists, from 1 on.
        public let list: Int
        /// Its number there, from 1 on.
        public let item: Int
        /// Why.
        public let fault: ForeignFault
    }

    /// Which shop.
    public let shop: ShopMessage.Shop
    /// The benefits that its ids are mapped to.
    public var benefits: [String: BenefitID]
    /// The benefit of all the others; nil for none.
    public var otherBenefit: BenefitID?
    /// The organization there whose keys they are; nil where the lists have only one.
    public var organization: String?

    /// An import of one shop's keys.
    public init(_ shop: ShopMessage.Shop, benefits: [String: BenefitID]) {
        self.shop = shop
        self.benefits = benefits
    }

    /// Takes a list, each item in a transaction of its own; a bad item is reported and skipped.
    ///
    /// Throws only where it is not a list at all, or nobody knows whose it is.
    ///
    /// - Parameters:
    ///   - list: its number among several, for the report.
    ///   - progress: told how many items are done, and of how many.
    public func run(
        _ content: [UInt8], list: Int = 1, into imports: SaleImports, issuer: Issuer,
        now: Timestamp, progress: (Int, Int) -> Void = { _, _ in }
    ) throws(ForeignFault) -> Report {
        let items = try ForeignList.items(content)
        let reading = ForeignReading(shop: shop) { benefits[$0] ?? otherBenefit }
        let owner = try owner(of: items, reading, issuer.organization)
        var report = Report()
        for (index, value) in items.enumerated() {
            do throws(ForeignFault) {
                if let owner, let theirs = reading.organization(of: value), theirs != owner {
                    throw ForeignFault.otherOrganization(theirs)
                }
                try take(value, reading, &report, imports, issuer, now)
            } catch {
                report.faults.append(Fault(list: list, item: index + 1, fault: error))
            }
            progress(index + 1, items.count)
        }
        return report
    }

    /// Whose items are taken: a token there may list those of several organizations.
    private func owner(
        of items: [JSON], _ reading: ForeignReading, _ ours: OrganizationID
    ) throws(ForeignFault) -> String? {
        if let organization { return organization }
        let named = Set(items.compactMap { reading.organization(of: $0) })
        guard named.count > 1 else { return named.first }
        guard named.contains("\(ours)") else { throw .organizations(named.sorted()) }
        return "\(ours)"
    }

    private func take(
        _ value: JSON, _ reading: ForeignReading, _ report: inout Report, _ imports: SaleImports,
        _ issuer: Issuer, _ now: Timestamp
    ) throws(ForeignFault) {
        let item = try reading.item(value)
        let outcome: ForeignOutcome
        do throws(RegistryError) {
            switch item {
            case .license(let license):
                outcome = try imports.bring(license, issuer: issuer, now: now)
            case .seat(let seat, let license):
                outcome = try imports.bring(
                    seat, ofLicense: license, of: shop, issuer: issuer, now: now)
            case .customer(let buyer):
                outcome = try imports.bring(buyer, of: issuer.organization, now: now)
            }
        } catch {
            throw .registry(error)
        }
        switch outcome {
        case .imported(let seats):
            report.imported += 1
            report.seats += seats
        case .known(let seats):
            if seats == 0 { report.known += 1 }
            report.seats += seats
        case .importedCustomer: report.customers += 1
        case .keyTaken: throw .keyTaken
        case .otherKey: throw .otherKey
        case .unknownLicense: throw .unknownLicense
        }
    }
}
