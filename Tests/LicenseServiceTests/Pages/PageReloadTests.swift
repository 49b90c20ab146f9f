import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseRegistry
import LicenseVerifier
import NIOCore
import Testing

@testable import LicenseService

@Suite struct `A page that only a form leads to` {
    @Test func `can be loaded again, and leads to the page of its form`() async throws {
        try await TestService.with { vendor in
            let (id, _) = try await vendor.sold(to: "Ann")
            let ways = [
                "/admin/keys/mint/preview": "/admin/keys/mint",
                "/admin/audit/verify": "/admin/audit",
                "/admin/sales/messages/forget": "/admin/sales/messages",
                "/admin/trust/bundle/preview": "/admin/trust/bundle",
                "/admin/letters/\(id)/preview": "/admin/letters/\(id)", "/admin/sign-out": "/admin",
                "/portal/sign-in/key?organization=x": "/portal/sign-in?organization=x",
                "/portal/sign-in/email": "/portal/sign-in", "/portal/sign-out": "/portal",
                "/portal/offline/file": "/portal/offline",
            ]
            try await vendor.withOperator { browser in
                for (path, page) in ways {
                    let answer = try await browser.client.execute(uri: path, method: .get)
                    #expect(answer.status == .seeOther, "\(path)")
                    #expect(answer.headers[.location] == page, "\(path)")
                }
            }
        }
    }

    @Test func `are all that the service has`() async throws {
        try await TestService.with { vendor in
            let pages = vendor.service.operations.filter { $0.surface.name.hasPrefix("pages-") }
            let looked = Set(pages.filter { $0.method == .get }.map(\.path))
            for page in pages where page.method == .post {
                #expect(looked.contains(page.path), "\(page.path)")
            }
        }
    }
}

@Suite struct `A body that is sent piece by piece` {
    private struct Failure: Error {}

    @Test func `begins only once its first piece is there`() async throws {
        await #expect(throws: Failure.self) {
            _ = try await ResponseBody.pieces(after: "head", from: 0) {
                (_: Int) async throws -> (piece: ByteBuffer, next: Int?) in throw Failure()
            }
        }
    }
}
