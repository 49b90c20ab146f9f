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
        /// Items that could not be taken, by their number in the list, from 1 on.
        public var faults: [(item: Int, fault: ForeignFault)] = []
    }

    /// Which shop.
    public let shop: ShopMessage.Shop
    /// The benefits that its ids are mapped to.
    public var benefits: [String: BenefitID]
    /// The benefit of all the others; nil for none.
    public var otherBenefit: BenefitID?
    /// Whether nothing is written.
    public var isDry = false

    /// An import of one shop's keys.
    public init(_ shop: ShopMessage.Shop, benefits: [String: BenefitID]) {
        self.shop = shop
        self.benefits = benefits
    }

    /// Takes a list, each item in a transaction of its own; a bad item is reported and skipped.
    ///
    /// Throws only where it is not a list at all.
    ///
    /// - Parameter progress: told how many items are done, and of how many.
    public func run(
        _ content: [UInt8], into imports: SaleImports, issuer: Issuer, now: Timestamp,
        progress: (Int, Int) -> Void = { _, _ in }
    ) throws(ForeignFault) -> Report {
        let items: [JSON]
        do throws(JSONError) {
            items = try ForeignList.items(content)
        } catch {
            throw .notAnItem
        }
        var report = Report()
        for (index, value) in items.enumerated() {
            do throws(ForeignFault) {
                try take(value, &report, imports, issuer, now)
            } catch {
                report.faults.append((index + 1, error))
            }
            progress(index + 1, items.count)
        }
        return report
    }

    private func take(
        _ value: JSON, _ report: inout Report, _ imports: SaleImports, _ issuer: Issuer,
        _ now: Timestamp
    ) throws(ForeignFault) {
        let reading = ForeignReading(shop: shop) { benefits[$0] ?? otherBenefit }
        let item = try reading.item(value)
        let outcome: ForeignOutcome
        do throws(RegistryError) {
            switch item {
            case .license(let license):
                outcome = try imports.bring(
                    license, issuer: issuer, isDry: isDry, now: now)
            case .seat(let seat, let license):
                outcome = try imports.bring(
                    seat, ofLicense: license, of: shop, issuer: issuer, isDry: isDry, now: now)
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
        case .keyTaken: throw .keyTaken
        case .unknownLicense: throw .unknownLicense
        }
    }
}
