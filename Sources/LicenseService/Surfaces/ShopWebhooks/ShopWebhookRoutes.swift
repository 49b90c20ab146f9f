import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import NIOCore

/// Where shops send their messages, each signed with a secret of its own.
struct ShopWebhookRoutes {
    let receivers: [ShopWebhookReceiver]
    let limits: RequestLimits

    func addRoutes(to table: inout RouteTable) {
        for shop in ShopMessage.Shop.allCases {
            let receiver = receivers.first { $0.policy.shop == shop }
            table.add(
                Operation(
                    .post, "/hooks/\(shop.name)", shop.operation,
                    "A signed message of a shop (Standard Webhooks); 202 where it changes nothing.",
                    request: .media("application/json"), answer: .json(ShopWebhookWire.schema))
            ) { request, _ in try await take(request, receiver) }
        }
    }

    private func take(
        _ request: Request, _ receiver: ShopWebhookReceiver?
    ) async throws -> StatusContent<ShopWebhookWire> {
        guard let receiver else {
            throw Problem(
                .notFound, "hook.off", "messages of this shop are not accepted here",
                nextStep: "set the secret-file of the shop's webhooks")
        }
        let signature = try ShopWebhookSignature(request.headers)
        let body = try await request.bytes(upTo: limits.bodyBytes)
        let outcome = try await receiver.take(Array(body.readableBytesView), signature)
        return StatusContent(
            ShopWebhookWire(outcome: outcome.rawValue),
            [.taken, .repeated, .undecided].contains(outcome) ? .ok : .accepted)
    }
}

extension ShopMessage.Shop {
    /// The name by which generated clients call its operation.
    fileprivate var operation: String {
        switch self {
        case .polar: "takePolarMessage"
        case .dodo: "takeDodoMessage"
        }
    }
}

/// What became of a shop's message.
struct ShopWebhookWire: JSONContent {
    let outcome: String

    static let schema = Schema(
        "HookOutcome",
        .shape(
            ["outcome": .oneOf(["taken", "repeated", "late", "undecided", "unmapped", "ignored"])],
            required: ["outcome"]))
}
