import Hummingbird
import LicenseRegistry
import LicenseVerifier
import NIOCore

/// The stylesheet and the logo of an organization's pages, under names that tell their content.
struct BrandAssetRoutes: Sendable {
    let organizations: DoorAccess<Organizations>
    let renderer: PageRenderer

    func addRoutes(to table: inout RouteTable) {
        let surface = Surface.pages(renderer, area: "brand")
        table.add(
            Operation(
                .get, "/assets/brand/{id}/{name}", "getBrandStylesheet", "A file that pages need.",
                answer: .media("text/css"), surface: surface)
        ) { _, context in
            guard let text = BrandedLook.stylesheet(try await brand(context)) else {
                throw Problem.notFound
            }
            return try answer(
                Array(text.utf8), "text/css; charset=utf-8", named: ".css", context)
        }
        table.add(
            Operation(
                .get, "/assets/logo/{id}/{name}", "getBrandLogo", "A file that pages need.",
                answer: .media("image/*"), surface: surface)
        ) { _, context in
            guard let logo = try await brand(context).logo else { throw Problem.notFound }
            return try answer(logo.content, logo.mediaType, named: "", context)
        }
    }

    private func brand(_ context: ServiceContext) async throws -> Brand {
        let id = try context.id(.organization, OrganizationID.self)
        return try await organizations.work(as: "pages") { try $0.brand(of: id) }
    }

    private func answer(
        _ content: [UInt8], _ mediaType: String, named ending: String, _ context: ServiceContext
    ) throws(Problem) -> AssetContent {
        guard context.parameters.get("name") == PageAssets.hash(content) + ending else {
            throw .notFound
        }
        return AssetContent(
            mediaType: mediaType, content: ByteBuffer(bytes: content), isForeign: true)
    }
}
