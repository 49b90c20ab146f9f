import HTTPTypes
import Hummingbird
import LicenseVerifier

/// What apps in the field do with the key that they have, without a credential.
///
/// A token that comes along is not looked at, whatever it is worth: a client that insists on one may
/// send anything.
struct PolarPublicRoutes: Sendable {
    static let prefix = "/v1/customer-portal/license-keys"

    let desk: PolarContext
    let guesses: KeyLimits

    private var verbs: PolarLicenseKeyVerbs { PolarLicenseKeyVerbs(keys: desk.keys) }

    func addRoutes(to table: inout PolarRouteTable) {
        table.add(
            Operation(
                .post, "\(Self.prefix)/activate", "polarActivate", "Take a seat of a license.",
                request: .json(PolarSchema.activate), answer: .json(PolarSchema.activationWithKey))
        ) { request, context, version in
            try await answer(request, context) { form, admit in
                try await verbs.activate(&form, version, for: nil, admit: admit)
            }
        }
        table.add(
            Operation(
                .post, "\(Self.prefix)/validate", "polarValidate",
                "See that a license is good, and count what is used of it.",
                request: .json(PolarSchema.validate), answer: .json(PolarSchema.validatedKey))
        ) { request, context, version in
            try await answer(request, context) { form, admit in
                try await verbs.validate(&form, version, for: nil, admit: admit)
            }
        }
        table.add(
            Operation(
                .post, "\(Self.prefix)/deactivate", "polarDeactivate", "Give a seat back.",
                request: .json(PolarSchema.deactivate), status: 204)
        ) { request, context, _ in
            try await answer(request, context) { form, admit in
                try await verbs.deactivate(&form, for: nil, admit: admit)
            }
        }
    }

    /// Counts callers and keys, and those who ask for keys that there are not.
    private func answer(
        _ request: Request, _ context: ServiceContext,
        _ body: (inout PolarForm, (String, OrganizationID) throws -> Void) async throws -> Response
    ) async throws -> Response {
        let caller = context.peer ?? "none"
        try guesses.admit(caller)
        var form = PolarForm(try await PolarBody(request, limits: desk.limits))
        var asked: (key: String, organization: OrganizationID)?
        do {
            return try await body(&form) { key, organization in
                asked = (key, organization)
                try guesses.admit(key: key, of: organization, from: caller)
            }
        } catch let refusal as PolarRefusal where refusal.status == .notFound {
            if let asked { guesses.note(caller, asked.key, of: asked.organization) }
            throw refusal
        }
    }
}
