import HTTPTypes
import Hummingbird
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
            Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: document))
        }
    }
}

/// The OpenAPI 3.1 document of some operations.
enum OpenAPIDocument {
    static func document(of operations: [Operation]) -> JSONValue {
        var paths: [String: [String: JSONValue]] = [:]
        var schemas: [String: JSONValue] = [:]
        for operation in operations {
            let refusal = operation.surface.refusal.schema
            schemas[refusal.name] = refusal.definition
            paths[operation.path, default: [:]][operation.method.rawValue.lowercased()] =
                value(of: operation)
            for form in [operation.request, operation.answer] {
                if let schema = form?.schema { schemas[schema.name] = schema.definition }
            }
        }
        return [
            "openapi": "3.1.0",
            "info": ["title": "Latchkey", "version": "1.0.0"],
            "paths": .object(paths.mapValues { .object($0) }),
            "components": [
                "schemas": .object(schemas),
                "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
            ],
        ]
    }

    private static func value(of operation: Operation) -> JSONValue {
        var value: [String: JSONValue] = [
            "operationId": .string(operation.id), "summary": .string(operation.summary),
            "responses": [
                "\(operation.status)": response(operation.answer),
                "default": [
                    "description": "What is wrong.",
                    "content": [
                        operation.surface.refusal.mediaType: [
                            "schema": reference(operation.surface.refusal.schema.name)
                        ]
                    ],
                ],
            ],
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
        return .object(value)
    }

    private static let idempotencyKey: JSONValue = [
        "name": "Idempotency-Key", "in": "header",
        "schema": ["type": "string", "pattern": "^[ -~]{1,255}$"],
        "description": "A request with a key that came before gets the answer of before.",
    ]

    private static func pathParameters(_ operation: Operation) -> [JSONValue] {
        operation.path.split(separator: "/").filter { $0.first == "{" }.map { part in
            let name = String(part.dropFirst().dropLast())
            return [
                "name": .string(name), "in": "path", "required": true,
                "schema": name == "shard"
                    ? .integer : name == "external" ? .text : operation.surface.identifier,
            ]
        }
    }

    private static func queryParameter(_ parameter: QueryParameter) -> JSONValue {
        [
            "name": .string(parameter.name), "in": "query", "schema": parameter.schema,
            "description": .string(parameter.summary),
        ]
    }

    private static func response(_ form: BodyForm?) -> JSONValue {
        guard let form else { return ["description": "Done."] }
        return ["description": "The answer.", "content": content(form)]
    }

    private static func content(_ form: BodyForm) -> JSONValue {
        switch form {
        case .media(let type): [type: .object([:])]
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

    private static func reference(_ name: String) -> JSONValue {
        ["$ref": .string("#/components/schemas/\(name)")]
    }
}
