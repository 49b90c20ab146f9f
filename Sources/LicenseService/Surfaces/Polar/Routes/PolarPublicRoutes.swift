import HTTPTypes
import Hummingbird
import LicenseVerifier

/// What apps in the field do with the key that they have, without a credential.
///
/// A token that is sent all the same is ignored: a client that insists on one may send anything.
struct PolarPublicRoutes: Sendable {
    static let prefix = "/v1/customer-portal/license-keys"

    let polar: PolarContext
    let guesses: KeyLimits

    private var actions: PolarLicenseKeyActions {
        PolarLicenseKeyActions(keys: polar.keys, actor: "polar")
    }

    func addRoutes(to table: inout PolarRouteTable) {
        table.add(
            Operation(
                .post, "\(Self.prefix)/activate", "polarActivate", "Take a seat of a license.",
                request: .json(PolarSchema.activate), answer: .json(PolarSchema.activationWithKey))
        ) { request, context, version in
            try await answer(request, context) { try await actions.activate($0, version) }
        }
        table.add(
            Operation(
                .post, "\(Self.prefix)/validate", "polarValidate",
                "Check that a license is good, and count what is used of it.",
                request: .json(PolarSchema.validate), answer: .json(PolarSchema.validatedKey))
        ) { request, context, version in
            try await answer(request, context) { try await actions.validate($0, version) }
        }
        table.add(
            Operation(
                .post, "\(Self.prefix)/deactivate", "polarDeactivate", "Give a seat back.",
                request: .json(PolarSchema.deactivate), status: 204)
        ) { request, context, _ in
            try await answer(request, context) { try await actions.deactivate($0) }
        }
    }

    /// Parses, admits, acts; and notes who asks for unknown keys.
    private func answer<Ask: PolarKeyRequest, Content: ResponseContent>(
        _ request: Request, _ context: ServiceContext, _ act: (Ask) async throws -> Content
    ) async throws -> Content {
        let caller = context.peer ?? "none"
        try guesses.admit(caller)
        var form = PolarForm(try await PolarBody(request, limits: polar.limits))
        let ask = try Ask(&form)
        try guesses.admit(key: ask.key, of: ask.organization, from: caller)
        do {
            return try await act(ask)
        } catch let refusal as PolarRefusal where refusal.status == .notFound {
            guesses.note(caller, ask.key, of: ask.organization)
            throw refusal
        }
    }
}
