import HTTPTypes
import Hummingbird
import JSON
import LicenseVerifier

/// What apps in the field do with the key that they have, without a credential.
///
/// A token that is sent all the same is ignored: a client that insists on one may send anything.
struct PolarPublicRoutes: Sendable {
    static let prefix = "/v1/customer-portal/license-keys"

    let polar: PolarContext

    private func actions(_ caller: KeyCaller) -> PolarLicenseKeyActions {
        PolarLicenseKeyActions(keys: polar.keys, caller: caller, actor: "polar")
    }

    func addRoutes(to table: inout PolarRouteTable) {
        table.add(
            Operation(
                .post, "\(Self.prefix)/activate", "polarActivate", "Take a seat of a license.",
                request: .json(PolarSchema.activate), answer: .json(PolarSchema.activationWithKey)),
            sender: sender
        ) { request, context, version in
            try await answer(request, context) { try await actions($1).activate($0, version) }
        }
        table.add(
            Operation(
                .post, "\(Self.prefix)/validate", "polarValidate",
                "Check that a license is good, and count what is used of it.",
                request: .json(PolarSchema.validate), answer: .json(PolarSchema.validatedKey)),
            sender: validator
        ) { request, context, version in
            try await answer(request, context) { try await actions($1).validate($0, version) }
        }
        table.add(
            Operation(
                .post, "\(Self.prefix)/deactivate", "polarDeactivate", "Give a seat back.",
                request: .json(PolarSchema.deactivate), status: 204),
            sender: sender
        ) { request, context, _ in
            try await answer(request, context) { try await actions($1).deactivate($0) }
        }
    }

    /// Parses, admits, acts.
    private func answer<Ask: PolarKeyRequest, Content: ResponseContent>(
        _ request: Request, _ context: ServiceContext,
        _ act: (Ask, KeyCaller) async throws -> Content
    ) async throws -> Content {
        let caller = KeyCaller.anonymous(context.network)
        try polar.keys.admit(caller)
        var form = PolarForm(try await PolarBody(request, limits: polar.limits))
        return try await act(try Ask(&form), caller)
    }

    /// Who has a good key and counts units by it, for requests that come again; a judgment that counts
    /// nothing is made anew each time.
    private var validator: RouteTable.Sender {
        { [polar] request, context, body in
            let members = try? JSON(parsing: Array(body.readableBytesView)).object
            guard members?["increment_usage"]?.integer ?? 0 > 0 else { return nil }
            return try await polar.keys.sender(
                request, context,
                seat: { members?["activation_id"]?.string.flatMap { ActivationID($0) } },
                { members?["key"]?.string })
        }
    }

    /// Who has a good key, for requests that come again.
    private var sender: RouteTable.Sender {
        { [polar] request, context, body in
            try await polar.keys.sender(request, context) {
                try? JSON(parsing: Array(body.readableBytesView)).object?["key"]?.string
            }
        }
    }
}
