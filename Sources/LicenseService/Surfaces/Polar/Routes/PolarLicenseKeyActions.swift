import HTTPTypes
import JSON
import LicenseRegistry
import LicenseVerifier

/// What is done with a key by its text, the same for apps and for merchants.
struct PolarLicenseKeyActions: Sendable {
    let keys: LicenseKeyService
    /// Who names the keys.
    let caller: KeyCaller
    /// Whom the audit log names.
    let actor: String

    func activate(
        _ request: PolarActivationRequest, _ version: PolarVersion
    ) async throws -> WrittenJSON {
        var seat = NewSeat(.random(), label: request.label)
        seat.conditions = request.conditions
        seat.meta = request.meta
        let taken = try await keys.takeSeat(
            seat, of: request.key, of: request.organization, for: caller, actor: actor)
        switch taken {
        case .failure(let refusal): throw PolarRefusal(activating: refusal)
        case .success((let license, let seat)):
            return WrittenJSON { writer in
                PolarLicenseKeyWire.write(seat, to: &writer)
                writer.member("license_key") { writer in
                    PolarLicenseKeyWire.write(license, version, to: &writer)
                    PolarLicenseKeyWire.writeSale(of: license, version, to: &writer)
                }
            }
        }
    }

    func validate(
        _ request: PolarValidationRequest, _ version: PolarVersion
    ) async throws -> WrittenJSON {
        var demands = ValidationDemands()
        demands.seat = request.seat
        demands.conditions = request.conditions
        demands.benefit = request.benefit
        demands.customer = request.customer
        demands.units = request.units
        let outcome = try await keys.validate(
            request.key, of: request.organization, for: caller, demanding: demands)
        switch outcome {
        case .failure(let refusal): throw PolarRefusal(validating: refusal)
        case .success(let valid):
            return WrittenJSON { writer in
                PolarLicenseKeyWire.write(valid.license, version, to: &writer)
                PolarLicenseKeyWire.writeSale(of: valid.license, version, to: &writer)
                writer.name("activation")
                if let seat = valid.seat {
                    writer.object { PolarLicenseKeyWire.write(seat, to: &$0) }
                } else {
                    writer.null()
                }
            }
        }
    }

    func deactivate(_ request: PolarDeactivationRequest) async throws -> NoContent {
        let freed = try await keys.freeSeat(
            request.seat, of: request.key, of: request.organization, for: caller, actor: actor)
        switch freed {
        case .success: return NoContent()
        case .failure(.seatMoves(let next)): throw PolarRefusal(seatsMovingAgain: next)
        case .failure: throw PolarRefusal.notFound
        }
    }
}

// MARK: - Refusals

extension PolarRefusal {
    /// The refusals of an activation: 403 for whatever is wrong with a known key.
    fileprivate init(activating refusal: LicenseKeyRefusal) {
        switch refusal {
        case .notGranted:
            self.init(
                .forbidden, "NotPermitted",
                "License key is no longer active. This license key can not be activated.")
        case .expired: self.init(.forbidden, "NotPermitted", "License key has expired.")
        case .seatsNotUsed:
            self.init(
                .forbidden, "NotPermitted",
                "This license key does not support activations. Use the /validate endpoint "
                    + "instead to check license validity.")
        case .seatsTaken:
            self.init(
                .forbidden, "NotPermitted", "License key activation limit already reached")
        case .seatMoves(let next): self.init(seatsMovingAgain: next)
        case .unknown, .unknownSeat, .conditions, .otherBenefit, .otherCustomer, .units:
            self = .notFound
        }
    }

    /// Polar has no such rule; the words are those of its limit of activations.
    fileprivate init(seatsMovingAgain next: Timestamp) {
        self.init(
            .forbidden, "NotPermitted",
            "License key activations have moved as often as they may. The next can move at \(next)."
        )
    }

    /// The refusals of a validation: 404 for all but units.
    fileprivate init(validating refusal: LicenseKeyRefusal) {
        switch refusal {
        case .unknown, .unknownSeat, .seatsNotUsed, .seatsTaken, .seatMoves: self = .notFound
        case .units(let left):
            self.init(.badRequest, "BadRequest", "License key only has \(left) more usages.")
        case .notGranted:
            self.init(.notFound, "ResourceNotFound", "License key is no longer active.")
        case .expired: self.init(.notFound, "ResourceNotFound", "License key has expired.")
        case .conditions:
            self.init(
                .notFound, "ResourceNotFound", "License key does not match required conditions")
        case .otherBenefit:
            self.init(.notFound, "ResourceNotFound", "License key does not match given benefit.")
        case .otherCustomer:
            self.init(.notFound, "ResourceNotFound", "License key does not match given user.")
        }
    }
}
