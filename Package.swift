// swift-tools-version: 6.2
import PackageDescription

// Everything a vendor's program links is free of dependencies. What needs a third-party package
// stands behind this trait, which is on by default: a dependent that says `traits: []` resolves
// this package and nothing else.
let tools = TargetDependencyCondition.when(traits: ["Tools"])

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

// Targets that call C spell each such call `unsafe`.
let strictWithC: [SwiftSetting] = strict + [.strictMemorySafety()]

let package = Package(
    name: "latchkey",
    products: [
        .library(name: "LicenseVerifier", targets: ["LicenseVerifier", "COSE", "CBOR"]),
        .library(name: "LicenseLedger", targets: ["LicenseLedger", "LicenseSync"]),
        .library(name: "LicenseIssuer", targets: ["LicenseIssuer", "COSESigning"]),
        .library(name: "LicenseService", targets: ["LicenseService"]),
        .executable(name: "latchkey", targets: ["latchkey"]),
        .executable(name: "latchkeyd", targets: ["latchkeyd"]),
        .executable(name: "latchkey-sync", targets: ["latchkey-sync"]),
    ],
    traits: [
        .default(enabledTraits: ["Tools"]),
        .trait(name: "Tools", description: "The command line programs and the license registry."),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLatchkey"),
        .systemLibrary(name: "CEvent"),
        .systemLibrary(name: "CProcess"),
        .systemLibrary(name: "CStatx"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        .systemLibrary(
            name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),

        .systemLibrary(
            name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),

        .target(name: "JSON", swiftSettings: strict),
        .target(name: "CSV", dependencies: ["LicenseVerifier"], swiftSettings: strict),
        .target(name: "CBOR", swiftSettings: strict),
        .target(name: "COSE", dependencies: ["CBOR", "COpenSSL"], swiftSettings: strictWithC),
        .target(
            name: "COSESigning", dependencies: ["COSE", "CBOR", "COpenSSL"],
            swiftSettings: strictWithC),
        .target(
            name: "LicenseVerifier", dependencies: ["CBOR", "COSE", "CZlib"],
            swiftSettings: strictWithC),
        // The C interface of the verifier; liblatchkey-verify is this and what stands above it.
        .target(
            name: "LicenseVerifierC",
            dependencies: ["LicenseVerifier", "COSE", "CBOR", "CLatchkey", "CProcess"],
            swiftSettings: strictWithC),
        .target(
            name: "LicenseIssuer",
            dependencies: ["LicenseVerifier", "COSESigning", "COSE", "CBOR", "CZlib"],
            swiftSettings: strictWithC),
        .target(
            name: "LicenseSync",
            dependencies: ["LicenseVerifier", "COSESigning", "COSE", "CBOR"],
            swiftSettings: strictWithC),
        .target(
            name: "LicenseLedger",
            dependencies: ["LicenseSync", "LicenseVerifier", "COSESigning", "COSE", "CBOR"],
            swiftSettings: strictWithC),
        // The C interface of the ledger; liblatchkey is this and what stands below it.
        .target(
            name: "LicenseLedgerC",
            dependencies: [
                "LicenseVerifierC", "LicenseLedger", "LicenseSync", "LicenseVerifier",
                "COSESigning", "COSE", "CLatchkey", "CEvent",
            ],
            swiftSettings: strictWithC),
        .target(
            name: "SQLDatabase",
            dependencies: [
                "COSE", "CBOR",
                .product(name: "GRDB", package: "GRDB.swift", condition: tools),
            ],
            swiftSettings: strict),
        .target(
            name: "LicensePostgres",
            dependencies: ["SQLDatabase", .target(name: "CPostgres", condition: tools)],
            swiftSettings: strictWithC),
        .target(
            name: "LicenseRegistry",
            dependencies: [
                "SQLDatabase", "LicenseSync", "LicenseIssuer", "LicenseVerifier", "COSESigning",
                "COSE", "CBOR", "JSON", "CStatx",
            ],
            swiftSettings: strict),
        .target(
            name: "QREncoding", dependencies: ["CQREncode", "CZlib"], swiftSettings: strictWithC),
        // latchkey.js as the service's pages use it; one copy, in the bindings.
        .target(
            name: "JavaScriptVerifier", path: "Sources/Bindings/JavaScript",
            exclude: [
                "README.md", "bench.js", "build", "build.js", "fuzz.js", "latchkey-sentences.d.ts",
                "latchkey.d.ts", "package.json", "src", "test",
            ],
            sources: ["JavaScriptVerifier.swift"],
            resources: [
                .embedInCode("latchkey.js"), .embedInCode("latchkey-sentences.js"),
            ],
            swiftSettings: strict),
        // Text, files and failures at the terminal.
        .target(name: "Terminal", dependencies: ["LicenseVerifier"], swiftSettings: strict),
        // What the three programs share: how they start, print, tell the time and end. A device's
        // agent links it too, so nothing in it knows a registry.
        .target(
            name: "CommandSupport",
            dependencies: [
                "LicenseLedger", "LicenseSync", "LicenseVerifier", "COSESigning", "COSE",
                "Terminal", "CProcess",
                .product(
                    name: "ArgumentParser", package: "swift-argument-parser", condition: tools),
            ],
            swiftSettings: strict),
        // What the two programs that keep a registry share: its keys, and the rows of the table of
        // exit statuses.
        .target(
            name: "RegistryCommandSupport",
            dependencies: [
                "CommandSupport", "LicenseRegistry", "SQLDatabase", "LicenseIssuer", "LicenseSync",
                "LicenseVerifier", "COSESigning", "COSE", "Terminal",
                .product(
                    name: "ArgumentParser", package: "swift-argument-parser", condition: tools),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "latchkey",
            dependencies: [
                "LicenseIssuer", "LicenseLedger", "LicenseRegistry", "SQLDatabase", "LicenseSync",
                "LicenseVerifier",
                "COSESigning", "COSE", "CBOR", "CSV", "JSON", "QREncoding", "CommandSupport",
                "RegistryCommandSupport", "Terminal",
                .product(
                    name: "ArgumentParser", package: "swift-argument-parser", condition: tools),
            ],
            swiftSettings: strict),

        .target(
            name: "LicenseSyncClient",
            dependencies: [
                "LicenseLedger", "LicenseSync", "LicenseVerifier", "COSE", "CBOR",
                .product(name: "AsyncHTTPClient", package: "async-http-client", condition: tools),
                .product(name: "NIOCore", package: "swift-nio", condition: tools),
                .product(name: "NIOHTTP1", package: "swift-nio", condition: tools),
                .product(name: "NIOSSL", package: "swift-nio-ssl", condition: tools),
            ],
            swiftSettings: strict),
        .target(
            name: "LicenseService",
            dependencies: [
                "LicensePostgres", "LicenseRegistry", "SQLDatabase", "LicenseIssuer", "LicenseSync",
                "LicenseVerifier", "COSESigning",
                "COSE", "CBOR", "CSV", "JSON", "QREncoding", "JavaScriptVerifier", "CProcess",
                .product(name: "Configuration", package: "swift-configuration", condition: tools),
                .product(name: "CoreMetrics", package: "swift-metrics", condition: tools),
                .product(name: "HTTPTypes", package: "swift-http-types", condition: tools),
                .product(name: "Hummingbird", package: "hummingbird", condition: tools),
                .product(name: "HummingbirdCore", package: "hummingbird", condition: tools),
                .product(name: "Logging", package: "swift-log", condition: tools),
                .product(name: "Mustache", package: "swift-mustache", condition: tools),
                .product(name: "NIOCore", package: "swift-nio", condition: tools),
                .product(name: "NIOEmbedded", package: "swift-nio", condition: tools),
                .product(name: "NIOHTTP1", package: "swift-nio", condition: tools),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras", condition: tools),
                .product(name: "NIOPosix", package: "swift-nio", condition: tools),
                .product(name: "NIOSSL", package: "swift-nio-ssl", condition: tools),
                .product(
                    name: "ServiceLifecycle", package: "swift-service-lifecycle", condition: tools),
                .product(
                    name: "UnixSignals", package: "swift-service-lifecycle", condition: tools),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "latchkey-sync",
            dependencies: [
                "LicenseSyncClient", "LicenseLedger", "LicenseSync", "LicenseVerifier", "COSE",
                "CommandSupport", "Terminal",
                .product(
                    name: "ArgumentParser", package: "swift-argument-parser", condition: tools),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "latchkeyd",
            dependencies: [
                "LicenseService", "LicensePostgres", "LicenseRegistry", "SQLDatabase",
                "LicenseSync", "LicenseIssuer", "LicenseVerifier", "COSESigning", "COSE", "CBOR",
                "CommandSupport", "RegistryCommandSupport", "Terminal",
                .product(
                    name: "ArgumentParser", package: "swift-argument-parser", condition: tools),
                .product(name: "Logging", package: "swift-log", condition: tools),
            ],
            swiftSettings: strict),

        .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
        .target(
            name: "LicenseTestSupport",
            dependencies: [
                "LicenseSync", "LicenseIssuer", "LicenseVerifier", "COSESigning", "COSE", "CBOR",
                "JSON",
            ],
            path: "Tests/LicenseTestSupport", swiftSettings: strict),
        .target(
            name: "RegistryTestSupport",
            dependencies: [
                "LicensePostgres", "LicenseRegistry", "SQLDatabase", "LicenseSync", "LicenseIssuer",
                "LicenseVerifier", "COSESigning", "COSE", "LicenseTestSupport", "CPostgres",
            ],
            path: "Tests/RegistryTestSupport", swiftSettings: strict),
        .testTarget(
            name: "JSONTests", dependencies: ["JSON", "LicenseTestSupport"], swiftSettings: strict),
        .testTarget(
            name: "CBORTests", dependencies: ["CBOR", "LicenseTestSupport"], swiftSettings: strict),
        .testTarget(
            name: "COSETests",
            dependencies: ["COSE", "COSESigning", "CBOR", "LicenseTestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "COSESigningTests",
            dependencies: ["COSESigning", "COSE", "CBOR", "COpenSSL"],
            swiftSettings: strictWithC),
        .testTarget(
            name: "LicenseVerifierTests",
            dependencies: [
                "LicenseVerifier", "LicenseIssuer", "COSESigning", "COSE", "CBOR",
                "LicenseTestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LicenseIssuerTests",
            dependencies: [
                "LicenseIssuer", "LicenseVerifier", "COSESigning", "COSE", "LicenseTestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LicenseRegistryTests",
            dependencies: [
                "LicensePostgres", "LicenseRegistry", "SQLDatabase", "LicenseSync", "LicenseIssuer",
                "LicenseVerifier", "COSESigning", "COSE", "JSON", "LicenseTestSupport",
                "RegistryTestSupport", "RegistryWriter",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LicenseSyncTests",
            dependencies: [
                "LicenseSync", "LicenseIssuer", "LicenseVerifier", "COSESigning", "COSE", "CBOR",
                "JSON", "LicenseTestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LicenseLedgerTests",
            dependencies: [
                "LicenseLedger", "LicenseSync", "LicenseIssuer", "LicenseVerifier", "COSESigning",
                "COSE", "LicenseTestSupport", "LedgerSoak",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LicenseSyncClientTests",
            dependencies: [
                "LicenseSyncClient", "LicenseLedger", "LicenseSync", "LicenseIssuer",
                "LicenseVerifier", "COSESigning", "COSE", "LicenseTestSupport", "latchkey",
                "latchkey-sync", "latchkeyd",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LicenseServiceTests",
            dependencies: [
                "latchkeyd", "latchkey", "LicenseService", "LicensePostgres", "LicenseRegistry",
                "SQLDatabase", "LicenseLedger",
                "LicenseSync", "LicenseIssuer", "LicenseVerifier", "COSESigning", "COSE", "CBOR",
                "JSON",
                "RegistryCommandSupport", "LicenseTestSupport", "RegistryTestSupport",
                .product(name: "CoreMetrics", package: "swift-metrics", condition: tools),
                .product(name: "HTTPTypes", package: "swift-http-types", condition: tools),
                .product(name: "Hummingbird", package: "hummingbird", condition: tools),
                .product(name: "HummingbirdTesting", package: "hummingbird", condition: tools),
                .product(name: "Logging", package: "swift-log", condition: tools),
                .product(name: "NIOCore", package: "swift-nio", condition: tools),
                .product(name: "NIOEmbedded", package: "swift-nio", condition: tools),
                .product(
                    name: "NIOHTTPTypes", package: "swift-nio-extras", condition: tools),
                .product(name: "NIOSSL", package: "swift-nio-ssl", condition: tools),
            ],
            exclude: ["Interop"], swiftSettings: strict),
        .testTarget(
            name: "TerminalTests", dependencies: ["Terminal", "LicenseTestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "QREncodingTests", dependencies: ["QREncoding", "LicenseTestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "CommandSupportTests",
            dependencies: [
                "CommandSupport", "RegistryCommandSupport", "latchkey", "latchkeyd",
                "latchkey-sync",
                "LicenseService", "LicenseSyncClient", "LicenseLedger", "LicenseRegistry",
                "SQLDatabase", "LicenseSync", "LicenseIssuer", "LicenseVerifier", "COSESigning",
                "COSE", "CBOR", "Terminal", "LicenseTestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "latchkeyTests",
            dependencies: [
                "latchkey", "latchkeyd", "latchkey-sync", "LicenseRegistry", "Terminal", "CSV",
                "VerifierSample", "LicenseTestSupport",
            ],
            exclude: ["Interop", "Scripts", "Snapshots"], swiftSettings: strict),
        .executableTarget(
            name: "VerifierSample", dependencies: ["LicenseVerifier", "COSE"],
            path: "Tests/VerifierSample", swiftSettings: strict),
        .executableTarget(
            name: "RegistryWriter",
            dependencies: [
                "LicensePostgres", "LicenseRegistry", "SQLDatabase", "LicenseTestSupport",
            ],
            path: "Tests/RegistryWriter", swiftSettings: strict),
        .executableTarget(
            name: "LedgerSoak",
            dependencies: [
                "LicenseLedger", "LicenseSync", "LicenseIssuer", "LicenseVerifier", "COSESigning",
                "COSE", "LicenseTestSupport",
            ],
            path: "Tests/LedgerSoak", swiftSettings: strict),
        .executableTarget(
            name: "DifferentialFuzzer",
            dependencies: [
                "LicenseVerifier", "COSESigning", "COSE", "CBOR", "JSON", "LicenseTestSupport",
            ],
            path: "Tests/DifferentialFuzzer", swiftSettings: strict),
        .executableTarget(
            name: "FixtureGenerator",
            dependencies: ["LicenseVerifier", "CBOR", "COpenSSL"],
            path: "Tests/FixtureGenerator", swiftSettings: strictWithC),
        .executableTarget(
            name: "RefusalCatalogue",
            dependencies: [
                "LicenseService", "LicenseRegistry", "SQLDatabase", "LicenseSyncClient",
                "LicenseLedger", "LicenseSync", "LicenseIssuer", "LicenseVerifier", "COSESigning",
                "COSE", "CBOR", "CommandSupport", "RegistryCommandSupport", "Terminal",
                "LicenseTestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types", condition: tools),
            ],
            path: "Tests/RefusalCatalogue", swiftSettings: strict),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "LicenseLedger", "LicensePostgres", "LicenseRegistry", "SQLDatabase", "LicenseSync",
                "LicenseIssuer", "LicenseVerifier", "COSESigning", "COSE", "COpenSSL",
                "CAllocationCounter", "LicenseTestSupport",
            ],
            path: "Tests/Benchmarks", swiftSettings: strict),
        .executableTarget(
            name: "ServiceBenchmarks",
            dependencies: [
                "latchkeyd", "LicenseService", "LicensePostgres", "LicenseRegistry", "SQLDatabase",
                "LicenseSync", "LicenseIssuer", "LicenseVerifier", "COSESigning", "COSE",
                "LicenseTestSupport",
                .product(name: "AsyncHTTPClient", package: "async-http-client", condition: tools),
                .product(name: "HTTPTypes", package: "swift-http-types", condition: tools),
                .product(name: "Hummingbird", package: "hummingbird", condition: tools),
                .product(name: "Logging", package: "swift-log", condition: tools),
                .product(name: "NIOCore", package: "swift-nio", condition: tools),
                .product(name: "NIOHTTP1", package: "swift-nio", condition: tools),
            ],
            path: "Tests/ServiceBenchmarks", swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
