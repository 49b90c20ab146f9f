import HTTPTypes
import Hummingbird
import LicenseRegistry
import NIOCore

/// Where shops send their messages, each signed with a secret of its own.
struct ShopWebhookRoutes {
    let desks: [ShopWebhookReceiver]
    let limits: RequestLimits

    func addRoutes(to table: inout RouteTable) {
        for shop in ShopMessage.Shop.allCases {
            let desk = desks.first { $0.policy.shop == shop }
            table.add(
                Operation(
                    .post, "/hooks/\(shop.name)", shop.operation,
                    "A signed message of a shop (Standard Webhooks); 202 for one without effect.",
                    request: .media("application/json"), answer: .json(ShopWebhookWire.schema))
            ) { request, _ in try await take(request, desk) }
        }
    }

    private func take(_ request: Request, _ desk: ShopWebhookReceiver?) async throws -> Response {
        guard let desk else {
            throw Problem(
                .notFound, "hook.off", "messages of this shop are not taken here",
                nextStep: "set the secret-file of the shop's hooks")
        }
        let signature: ShopWebhookSignature
        do throws(ShopWebhookRefusal) {
            signature = try ShopWebhookSignature(request.headers)
        } catch {
            throw Problem(error)
        }
        let body = try await request.bytes(upTo: limits.bodyBytes)
        let outcome = try await desk.take(Array(body.readableBytesView), signature)
        return try JSONText.response(
            ShopWebhookWire(outcome: outcome.rawValue),
            status: outcome == .taken || outcome == .repeated ? .ok : .accepted)
    }
}

extension ShopMessage.Shop {
    /// The name by which generated clients call its place.
    fileprivate var operation: String {
        switch self {
        case .polar: "takePolarMessage"
        case .dodo: "takeDodoMessage"
        }
    }
}

/// What became of a shop's message.
struct ShopWebhookWire: Encodable {
    let outcome: String

    static let schema = Schema(
        "HookOutcome",
        .shape(
            ["outcome": .words(["taken", "repeated", "late", "unmapped", "ignored"])],
            required: ["outcome"]))
}
