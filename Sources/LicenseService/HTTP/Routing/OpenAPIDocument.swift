import Hummingbird
import JSON
import LicenseRegistry
import NIOCore

/// `GET /openapi.json`: what this service answers, for generators of clients and for people.
struct OpenAPIRoutes {
    static let operation = Operation(
        .get, "/openapi.json", "getOpenAPI", "This document.", answer: .media("application/json"))

    let document: ByteBuffer

    func addRoutes(to table: inout RouteTable) {
        let document = document
        table.add(Self.operation) { _, _ in
            MediaContent(
                "application/json", ResponseBody(byteBuffer: document), caching: nil)
        }
    }
}

/// The OpenAPI 3.1 document of some operations.
enum OpenAPIDocument {
    /// - Parameter messages: what the service itself sends to those who asked for it, by names.
    static func document(of operations: [Operation], sending messages: [String: Schema] = [:])
        -> JSON
    {
        var paths: [String: [String: JSON]] = [:]
        var schemas: [String: JSON] = [:]
        for operation in operations {
            let refusal = operation.surface.refusal.schema
            schemas[refusal.name] = refusal.definition
            paths[operation.path, default: [:]][operation.method.rawValue.lowercased()] =
                value(of: operation)
            for form in [operation.request, operation.answer] {
                if let schema = form?.schema { schemas[schema.name] = schema.definition }
            }
        }
        for schema in messages.values { schemas[schema.name] = schema.definition }
        for name in closedShapes(of: operations) {
            if case .object(var shape)? = schemas[name] {
                shape.append("additionalProperties", false)
                schemas[name] = .object(shape)
            }
        }
        return [
            "components": [
                "schemas": .members(schemas),
                "securitySchemes": ["token": ["scheme": "bearer", "type": "http"]],
            ],
            "info": ["title": "Latchkey", "version": "1.0.0"],
            "openapi": "3.1.0",
            "paths": .members(paths.mapValues { .members($0) }),
            "webhooks": .members(messages.mapValues(webhook)),
        ]
    }

    /// The shapes of bodies that are only sent, and of which nothing else is taken; of what comes back
    /// a later version may say more.
    private static func closedShapes(of operations: [Operation]) -> Set<String> {
        let answers = Set(operations.compactMap { $0.answer?.schema?.name })
        let sent = Set(operations.filter(\.refusesUnknown).compactMap { $0.request?.schema?.name })
        let others = operations.filter { !$0.refusesUnknown }.compactMap {
            $0.request?.schema?.name
        }
        return sent.subtracting(answers).subtracting(others)
    }

    private static func webhook(_ schema: Schema) -> JSON {
        [
            "post": [
                "requestBody": ["content": content(.json(schema))],
                "responses": ["2XX": ["description": "Taken."]],
            ]
        ]
    }

    private static func value(of operation: Operation) -> JSON {
        var value: [String: JSON] = [
            "operationId": .string(operation.id), "summary": .string(operation.summary),
            "responses": .members([
                "\(operation.status)": response(operation.answer),
                "default": refusal(of: operation.surface),
            ]),
        ]
        let parameters =
            pathParameters(operation) + operation.query.map(queryParameter)
            + (operation.isRepeatable ? [idempotencyKey] : [])
        if !parameters.isEmpty { value["parameters"] = .array(parameters) }
        if let request = operation.request {
            value["requestBody"] = ["content": content(request)]
        }
        if let scope = operation.scope {
            value["security"] = [["token": [.string(scope.rawValue)]]]
        }
        return .members(value)
    }

    private static func refusal(of surface: Surface) -> JSON {
        [
            "content": .members([
                surface.refusal.mediaType: [
                    "schema": reference(surface.refusal.schema.name)
                ]
            ]),
            "description": "What is wrong.",
        ]
    }

    private static let idempotencyKey: JSON = [
        "description": "A request with a key that came before gets the earlier answer.",
        "in": "header", "name": "Idempotency-Key",
        "schema": ["pattern": "^[ -~]{1,255}$", "type": "string"],
    ]

    private static func pathParameters(_ operation: Operation) -> [JSON] {
        operation.path.split(separator: "/").filter { $0.first == "{" }.map { part in
            let name = String(part.dropFirst().dropLast())
            return [
                "in": "path", "name": .string(name), "required": true,
                "schema": operation.pathSchemas[name] ?? operation.surface.identifier,
            ]
        }
    }

    private static func queryParameter(_ parameter: QueryParameter) -> JSON {
        [
            "description": .string(parameter.summary), "in": "query",
            "name": .string(parameter.name), "schema": parameter.schema,
        ]
    }

    private static func response(_ form: BodyForm?) -> JSON {
        guard let form else { return ["description": "Done."] }
        return ["content": content(form), "description": "The answer."]
    }

    private static func content(_ form: BodyForm) -> JSON {
        switch form {
        case .media(let type): .members([type: [:]])
        case .json(let schema): ["application/json": ["schema": reference(schema.name)]]
        case .items(let schema):
            [
                "application/json": [
                    "schema": .shape(
                        ["items": .array(of: reference(schema.name))], required: ["items"])
                ]
            ]
        case .list(let schema):
            [
                "application/json": [
                    "schema": .shape(
                        [
                            "items": .array(of: reference(schema.name)),
                            "next_cursor": .optional(.text),
                        ], required: ["items"])
                ]
            ]
        }
    }

    private static func reference(_ name: String) -> JSON {
        ["$ref": .string("#/components/schemas/\(name)")]
    }
}
