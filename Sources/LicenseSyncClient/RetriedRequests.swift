import CBOR
import Foundation

/// Requests that are tried again, at one address after the other, until one answers.
struct RetriedRequests: Sendable {
    /// How often each request is tried.
    let schedule: RetrySchedule
    let transport: any HTTPTransport
    /// Waits between tries.
    let sleep: @Sendable (Duration) async throws -> Void

    /// Tries each address, and all of them again after a wait, until one answers.
    func answered(
        _ request: HTTPRequest, by services: [String]
    ) async throws(SyncClientError) -> HTTPAnswer {
        var generator = SystemRandomNumberGenerator()
        var foreign: String?
        var standstill: String?
        for failures in 1...schedule.tries {
            var asked: Duration?
            for service in services {
                switch try await attempt(request, at: service) {
                case .answer(let answer): return answer
                case .foreign: foreign = service
                case .standsStill(let code): standstill = code
                case .later(let wait): asked = max(asked ?? .zero, wait ?? .zero)
                }
            }
            // Nobody waits for what a person has to do; another node may go on.
            if let standstill { throw .standsStill(code: standstill) }
            guard let wait = schedule.wait(after: failures, asked: asked, using: &generator)
            else { break }
            // A wait that is cut short by the end of the program ends the round.
            guard (try? await sleep(wait)) != nil else { break }
        }
        if let foreign { throw .foreign(foreign) }
        throw .unreachable(tries: schedule.tries)
    }

    private enum Attempt {
        case answer(HTTPAnswer)
        case later(Duration?)
        /// The service says that it gives nothing out, by this code.
        case standsStill(code: String)
        /// Somebody else answered: the login page of a network, a proxy, a parked domain.
        case foreign
    }

    private func attempt(
        _ request: HTTPRequest, at service: String
    ) async throws(SyncClientError) -> Attempt {
        var request = request
        request.url = service + request.url
        let answer: HTTPAnswer
        do throws(HTTPFault) {
            answer = try await transport.send(request)
        } catch .unreachable {
            return .later(nil)
        } catch .untrusted {
            throw .untrusted(service)
        } catch .tooLong {
            // Nothing that the service sends is longer than what was asked for.
            return .foreign
        } catch {
            throw .address(service)
        }
        switch answer.status {
        case 304 where request.headers["if-none-match"] != nil: return .answer(answer)
        // Everything that the service sends to a device is signed, and begins alike.
        case 200: return answer.body.starts(with: [0xd2, 0x84]) ? .answer(answer) : .foreign
        case 200..<400: return .foreign
        case 503:
            if let code = Self.code(of: answer), code.hasPrefix("registry.") {
                return .standsStill(code: code)
            }
            fallthrough
        case 429, 500, 502, 504:
            return .later(answer.headers["retry-after"].flatMap { Int64($0) }.map { .seconds($0) })
        default:
            let code = Self.code(of: answer)
            // A web server that only has the lists says in its own words that one is not there.
            guard code != nil || (request.method == .get && answer.status == 404) else {
                return .foreign
            }
            throw .refused(status: answer.status, code: code ?? Self.noCode)
        }
    }

    /// What stands for the code of a web server that has none.
    static let noCode = "no code"

    /// The code of a problem document (RFC 9457) of the service; nil for any other answer, also for
    /// the JSON of a stranger.
    private static func code(of answer: HTTPAnswer) -> String? {
        struct Document: Decodable { let code: String? }
        let type = answer.headers["content-type"]?.lowercased() ?? ""
        guard type.hasPrefix("application/problem+json"),
            let document = try? JSONDecoder().decode(
                Document.self, from: Data(answer.body.prefix(65_536))),
            let code = document.code, (1...64).contains(code.utf8.count),
            code.utf8.allSatisfy({ $0.isLowerLetter || $0.isOne(of: "-.") })
        else { return nil }
        return code
    }
}
