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

    func addRoutes(to table: inout PolarRouteTable) {
        table.add(
            Operation(
                .post, "\(Self.prefix)/activate", "polarActivate", "Take a seat of a license.",
                request: .json(PolarSchema.activate), answer: .json(PolarSchema.activationWithKey)),
            sender: sender
        ) { request, context, version in
            let (ask, actions): (PolarActivationRequest, _) = try await admit(request, context)
            return try await actions.activate(ask, version)
        }
        table.add(
            Operation(
                .post, "\(Self.prefix)/validate", "polarValidate",
                "Check that a license is good, and count what is used of it.",
                request: .json(PolarSchema.validate), answer: .json(PolarSchema.validatedKey)),
            sender: validator
        ) { request, context, version in
            let (ask, actions): (PolarValidationRequest, _) = try await admit(request, context)
            return try await actions.validate(ask, version)
        }
        table.add(
            Operation(
                .post, "\(Self.prefix)/deactivate", "polarDeactivate", "Give a seat back.",
                request: .json(PolarSchema.deactivate), status: 204),
            sender: sender
        ) { request, context, _ in
            let (ask, actions): (PolarDeactivationRequest, _) = try await admit(request, context)
            return try await actions.deactivate(ask)
        }
    }

    /// What anybody asks about a key.
    ///
    /// The network is admitted first, before its body is read.
    private func admit<Ask: PolarKeyRequest>(
        _ request: Request, _ context: ServiceContext
    ) async throws -> (Ask, PolarLicenseKeyActions) {
        let caller = try polar.keys.admit(context.network)
        var form = PolarForm(try await PolarBody(request, limits: polar.limits))
        return (
            try Ask(&form),
            PolarLicenseKeyActions(keys: polar.keys, caller: caller, actor: "polar")
        )
    }

    /// Who has a good key and counts units by it, for requests that come again; a judgment that counts
    /// nothing is made anew each time.
    private var validator: RouteTable.Sender {
        { [polar] request, context, body in
            // Which of the two it is only the body says; one that counts nothing is admitted later.
            let members = try? JSON(parsing: Array(body.readableBytesView)).object
            guard members?["increment_usage"]?.integer ?? 0 > 0 else { return nil }
            guard let organization = Self.organization(in: members) else { return nil }
            return try await polar.keys.sender(
                request, context, admitted: polar.keys.admit(context.network),
                key: members?["key"]?.string, of: organization,
                seat: members?["activation_id"]?.string.flatMap { ActivationID($0) })
        }
    }

    /// Who has a good key, for requests that come again.
    private var sender: RouteTable.Sender {
        { [polar] request, context, body in
            let caller = try polar.keys.admit(context.network)
            let members = try? JSON(parsing: Array(body.readableBytesView)).object
            // Whoever names none, or another's, is refused anew each time.
            guard let organization = Self.organization(in: members) else { return nil }
            return try await polar.keys.sender(
                request, context, admitted: caller, key: members?["key"]?.string, of: organization)
        }
    }

    private static func organization(in members: JSONObject?) -> OrganizationID? {
        var problems: [PolarProblem] = []
        return members?["organization_id"].flatMap { PolarValue.id($0, [], &problems) }
    }
}
