import HTTPTypes
import Hummingbird

/// Refuses what would be dated while nobody knows what time it is.
struct ClockMiddleware: RouterMiddleware {
    let clock: ServiceClock

    func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        let isReading = [.get, .head, .options].contains(request.method)
        guard !isReading, clock.isInDoubt else { return try await next(request, context) }
        var problem = Problem(
            .serviceUnavailable, "clock-differs",
            "the clocks of this node and of its database differ, and one of them is wrong",
            nextStep: "try again once an operator has set it")
        problem.retryAfter = 60
        throw problem
    }
}
