import HTTPTypes
import JSON
public import LicenseRegistry
public import LicenseVerifier
import Logging

/// Plays what apps have asked of a shop against this service, with what the shop has listed, and tells
/// which answers are others.
///
/// Nothing of a real service is touched: the registry is made for it and thrown away.
public struct Rehearsal: Sendable {
    /// What came of it.
    public struct Report: Sendable {
        /// What became of the lists.
        public internal(set) var imported = ForeignImport.Report()
        /// How many requests were played.
        public internal(set) var played = 0
        /// How many went to other hosts, or were never answered.
        public internal(set) var others = 0
        /// How many have been done already in what the shop has listed, and were not played.
        public internal(set) var alreadyDone = 0
        /// What is answered differently, the first request with it first.
        public internal(set) var differences: [Difference] = []
    }

    /// One kind of difference.
    public struct Difference: Sendable {
        /// Method and path, in which `{id}` stands for any id.
        public let operation: String
        /// The member of the answer; nil for its status.
        public let member: String?
        /// As it was recorded the first time.
        public let recorded: String
        /// As it was here then.
        public let here: String
        /// Whether it is among those that there always are, and that the shop's article names.
        public let isKnown: Bool
        /// The number of the first request with it.
        public let first: Int
        /// How many requests have it.
        public internal(set) var count = 1
    }

    /// The organization there whose keys they are; nil where the lists have only one.
    public var organization: String?

    /// The shop that apps have asked.
    public let shop: ShopMessage.Shop
    /// What each of its ids becomes, by a benefit's name or id; one that is not named has the shop's id,
    /// as after a move that keeps them.
    public var benefits: [String: String] = [:]
    /// What all others become; nil for none.
    public var otherBenefit: String?

    /// A rehearsal of moving away from a shop.
    public init(_ shop: ShopMessage.Shop) {
        self.shop = shop
    }

    /// Plays a recording.
    ///
    /// - Parameters:
    ///   - recording: the requests of apps with what the shop answered.
    ///   - lists: what the shop lists, as `ForeignImport` takes it.
    ///   - directory: an empty one, for the registry.
    public func run(
        _ recording: [UInt8], after lists: [[UInt8]], in directory: String, now: Timestamp
    ) async throws -> Report {
        let recording = try Recording(recording, of: shop)
        let logger = Logger(label: "rehearsal") { _ in SwiftLogNoOpLogHandler() }
        let stage = try RehearsalStage(
            self, lists: lists, in: directory, now: now, logger: logger)
        var play = RehearsalPlay(
            shop: shop, stage: stage,
            client: InProcessClient(responder: stage.service.responder, logger: logger))
        play.report.imported = stage.imported
        play.report.others = recording.others
        for exchange in recording.exchanges { try await play.play(exchange) }
        try await stage.service.shutDown()
        return play.report
    }
}

/// One of several lists that is none at all.
public struct UnreadableList: Error, Equatable, Sendable {
    /// Which, from 1 on.
    public let number: Int
    /// Why.
    public let fault: ForeignFault
}

/// Why there is no rehearsal.
public enum RehearsalError: Error, Equatable, Sendable {
    /// A request of the recording cannot be read, by its number from 1 on.
    case unreadableRequest(Int)
}

extension RehearsalError: CustomStringConvertible {
    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .unreadableRequest(let number): "request \(number) of the recording cannot be read"
        }
    }
}
