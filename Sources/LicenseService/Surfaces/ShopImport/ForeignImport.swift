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
        /// Licenses, seats, customers and benefits that were here.
        public var known = 0
        /// Seats that are new here.
        public var seats = 0
        /// Customers who are new here, or got the name or address that was missing.
        public var customers = 0
        /// Benefits that are new here, or got the terms that were missing.
        public var benefits = 0
        /// Which benefits here the lists have described, by their ids there.
        public var described: [String: BenefitID] = [:]
        /// Products whose names their benefits have now.
        public var products = 0
        /// Products that give no license.
        public var otherProducts = 0
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
            benefits += other.benefits
            described.merge(other.described) { $1 }
            products += other.products
            otherProducts += other.otherProducts
            faults += other.faults
        }
    }

    /// An item that could not be taken.
    public struct Fault: Sendable {
        /// In which of several lists, from 1 on.
        public let list: Int
        /// Its number there, from 1 on.
        public let item: Int
        /// What it is called there; nil where it has no id that can be shown.
        public let id: String?
        /// Why.
        public let fault: ForeignFault
        /// The same with the value that is wrong, one sentence without a full stop.
        public let detail: String
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
        var work = try owned(
            in: ForeignSurvey(shop, items: items), issuer.organization)
        var report = Report()
        for (index, value) in items.enumerated() {
            work.take(
                value, list: list, number: index + 1, &report, into: imports, issuer: issuer,
                now: now)
            progress(index + 1, items.count)
        }
        return report
    }

    /// Takes an item; what is wrong with it is in the report.
    mutating func take(
        _ value: JSON, list: Int = 1, number: Int, _ report: inout Report,
        into imports: SaleImports, issuer: Issuer, now: Timestamp
    ) {
        do throws(ForeignFault) {
            if let organization, let theirs = reading.organization(of: value),
                theirs != organization
            {
                throw .otherOrganization(theirs)
            }
            try take(value, &report, imports, issuer, now)
        } catch {
            report.faults.append(Fault(list, number, error, in: value))
        }
    }

    /// The same for the items of one organization there.
    ///
    /// It is the one that was named, the one with our id, or the only one: a token there may list
    /// those of several.
    ///
    /// - Parameter survey: what the lists have in them, which is looked at only where nobody has named
    ///   an organization.
    public func owned(
        in survey: @autoclosure () -> ForeignSurvey, _ ours: OrganizationID
    ) throws(ForeignFault) -> ForeignImport {
        guard organization == nil else { return self }
        var work = self
        let named = survey().organizations
        work.organization = named.first { OrganizationID($0) == ours }
        if work.organization == nil {
            guard named.count < 2 else { throw .organizations(named.sorted()) }
            work.organization = named.first
        }
        return work
    }

    /// The same, which also knows the benefits that somebody has mapped to ids of the shop, and those
    /// that were made with the shop's id.
    public func knowing(
        _ imports: SaleImports, _ organization: OrganizationID
    ) throws(RegistryError) -> ForeignImport {
        let (own, products) = try imports.benefits(of: organization, from: shop)
        var work = self
        for mapped in products {
            work.benefits[mapped.product.id] = benefits[mapped.product.id] ?? mapped.benefit
        }
        if shop == .polar {
            for benefit in own where work.benefits["\(benefit.id)"] == nil {
                work.benefits["\(benefit.id)"] = benefit.id
            }
        }
        return work
    }

    private var reading: ForeignReading {
        ForeignReading(shop: shop) { benefits[$0] ?? otherBenefit }
    }

    private mutating func take(
        _ benefit: ForeignBenefit, _ report: inout Report, _ imports: SaleImports,
        _ organization: OrganizationID, _ now: Timestamp
    ) throws(RegistryError) {
        let id = benefit.product.id
        let brought = try imports.bring(
            benefit, as: benefits[id] ?? otherBenefit, of: organization, now: now)
        benefits[id] = brought.id
        report.described[id] = brought.id
        if brought.isChanged { report.benefits += 1 } else { report.known += 1 }
    }

    private mutating func take(
        _ value: JSON, _ report: inout Report, _ imports: SaleImports,
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
            case .benefit(let benefit):
                return try take(benefit, &report, imports, issuer.organization, now)
            case .nothing: return
            case .product(let product, let name):
                outcome = try imports.bring(
                    product, name: name, as: benefits[product.id], of: issuer.organization,
                    now: now)
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
        case .namedProduct: report.products += 1
        case .otherProduct: report.otherProducts += 1
        case .keyTaken: throw .keyTaken
        case .otherKey: throw .otherKey
        case .unknownLicense: throw .unknownLicense
        }
    }
}

extension ForeignImport.Fault {
    /// What is wrong with it and what it is called there, one sentence without a full stop.
    var sentence: String { detail + (id.map { " (\($0))" } ?? "") }

    /// The members by which shops call things, the item's own first.
    private static let names = ["id", "customer_id", "product_id", "license_key_id"]

    fileprivate init(_ list: Int, _ item: Int, _ fault: ForeignFault, in value: JSON) {
        self.list = list
        self.item = item
        self.fault = fault
        let object = value.object
        id = Self.names.lazy.compactMap { object?.text($0) }.first
            .map { ForeignFault.shown($0) }.flatMap { $0.isEmpty ? nil : $0 }
        detail = object.map { Self.detail(fault, in: $0) } ?? "\(fault)"
    }

    /// Which value it is that cannot be taken; that of a key is nobody's business.
    private static func detail(_ fault: ForeignFault, in object: JSONObject) -> String {
        guard case .member(let name) = fault, !["id", "key", "created_at"].contains(name),
            let value = object[name]
        else { return "\(fault)" }
        let isLimit = value.integer != nil && name.contains("limit")
        let shown = ForeignFault.shown(
            value.string ?? String(decoding: value.encoded, as: UTF8.self))
        return "\(name) is \(shown), which is not valid"
            + (isLimit ? "; a limit is at least 1" : "")
    }
}
