// swift-tools-version: 6.2
import CompilerPluginSupport
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let jwtKit: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")

/// A target in `Sources/NAME`.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of a room, in `Tests/NAMETests`.
func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.target(name: name), "TestSupport"] + dependencies, swiftSettings: settings
    )
}

// Floors are checked by scripts/check-layers; Documentation/Architecture.md shows the table.
let package = Package(
    name: "meridian",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Meridian", targets: ["Meridian"]),
        .library(name: "MeridianTesting", targets: ["MeridianTesting"]),
        .library(name: "MeridianCompression", targets: ["MeridianCompression"]),
        .library(name: "MeridianSQL", targets: ["MeridianSQL"]),
        .library(name: "MeridianSQLite", targets: ["MeridianSQLite"]),
        .library(name: "MeridianPostgreSQL", targets: ["MeridianPostgreSQL"]),
        .library(name: "MeridianJWT", targets: ["MeridianJWT"]),
        .library(name: "MeridianMultipart", targets: ["MeridianMultipart"]),
        .library(name: "MeridianOpenAPI", targets: ["MeridianOpenAPI"]),
        .library(name: "MeridianHealth", targets: ["MeridianHealth"]),
        .library(name: "MeridianTemplates", targets: ["MeridianTemplates"]),
        .library(name: "MeridianLocalization", targets: ["MeridianLocalization"]),
        .library(name: "MeridianHTTPClient", targets: ["MeridianHTTPClient"]),
        .library(name: "MeridianWebSocket", targets: ["MeridianWebSocket"]),
        .library(name: "MeridianCache", targets: ["MeridianCache"]),
        .library(name: "MeridianRedis", targets: ["MeridianRedis"]),
        .library(name: "JSONCodec", targets: ["JSONCodec"]),
        .library(name: "Persistence", targets: ["Persistence", "Delivery", "MeridianCore"]),
        .executable(name: "meridian", targets: ["MeridianProgram"]),
        .executable(name: "meridian-isolate", targets: ["IsolateProgram"]),
        .executable(name: "meridian-sandbox", targets: ["SandboxProgram"]),
    ],
    traits: [
        .trait(
            name: "Macros",
            description: "@Functions, @HTTP, @Timer, @Event and @Queue. Without it swift-syntax is not built."),
        .default(enabledTraits: ["Macros"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-nio-http2.git", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-syntax.git", from: "603.0.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
    ],
    targets: [
        .target(name: "TestSupport", path: "Tests/Support", swiftSettings: settings),

        // Floor 0
        room("MeridianCore", [nioCore]),
        tests(of: "MeridianCore", [nioCore]),
        room("JSONCodec", [nioCore]),
        tests(of: "JSONCodec", [nioCore]),
        tests(of: "Wire", [nioCore]),
        room("Wire", [nioCore]),

        // Floor 1
        room("HTTPTransport", ["MeridianCore", "Wire", nioCore, nioPosix]),
        tests(
            of: "HTTPTransport",
            [
                "MeridianCore", nioCore, nioPosix, nioEmbedded, .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        room("SampleEvents", ["MeridianCore", "JSONCodec", nioCore]),
        tests(of: "SampleEvents", ["MeridianCore"]),
        room("Telemetry", ["MeridianCore", "CZlib"]),
        tests(of: "Telemetry", ["MeridianCore"]),
        room("Persistence", ["MeridianCore", "CZlib", nioCore, grdb, sqlite, crypto]),
        .executableTarget(
            name: "FixtureStoreWriter", dependencies: ["Persistence", "MeridianCore", nioCore],
            path: "Tests/Fixtures/FixtureStoreWriter", swiftSettings: settings),
        .target(
            name: "PersistenceChecks", dependencies: ["Persistence", "MeridianCore", nioCore],
            path: "Tests/PersistenceChecks", swiftSettings: settings),
        tests(of: "Persistence", ["FixtureStoreWriter", "PersistenceChecks", "MeridianCore", nioCore, grdb]),

        room(
            "MacroExpansions",
            [
                .product(name: "SwiftSyntax", package: "swift-syntax"),
                .product(name: "SwiftSyntaxBuilder", package: "swift-syntax"),
                .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
                .product(name: "SwiftDiagnostics", package: "swift-syntax"),
            ]),
        tests(
            of: "MacroExpansions",
            [
                .product(name: "SwiftSyntax", package: "swift-syntax"),
                .product(name: "SwiftSyntaxBuilder", package: "swift-syntax"),
                .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
                .product(name: "SwiftSyntaxMacroExpansion", package: "swift-syntax"),
                .product(name: "SwiftSyntaxMacrosGenericTestSupport", package: "swift-syntax"),
            ]),

        // Floor 2
        .macro(
            name: "MeridianMacros",
            dependencies: [
                "MacroExpansions",
                .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
                .product(name: "SwiftCompilerPlugin", package: "swift-syntax"),
            ],
            swiftSettings: settings),
        .systemLibrary(name: "CMainQueue"),
        room(
            "Meridian",
            [
                "MeridianCore", "JSONCodec", "Wire", "HTTPTransport", "CMainQueue",
                .target(name: "MeridianMacros", condition: .when(traits: ["Macros"])), nioCore, nioPosix, logging,
                lifecycle,
                signals,
            ]),
        tests(
            of: "Meridian",
            [
                "MeridianCore", "JSONCodec", "Wire", "HTTPTransport", "SampleEvents", nioCore, nioPosix, nioEmbedded,
                logging, lifecycle, "FixtureWorker",
            ]),
        room("Specification", ["MeridianCore", .product(name: "Yams", package: "Yams")]),
        tests(of: "Specification", ["MeridianCore"]),
        .systemLibrary(
            name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
        room("Packaging", ["MeridianCore", "Persistence", "CZip", crypto]),
        tests(of: "Packaging", ["MeridianCore", "Persistence", nioCore]),
        room("Traces", ["MeridianCore", "JSONCodec", "Telemetry", "Persistence", "CZlib", nioCore]),
        tests(of: "Traces", ["MeridianCore", "JSONCodec", "Telemetry", nioCore]),
        room("Admission", ["MeridianCore", "JSONCodec", nioCore]),
        tests(of: "Admission", ["MeridianCore", nioCore]),
        room(
            "SecureTransport",
            [
                "MeridianCore", "HTTPTransport", nioCore, nioTLS, .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
            ]),
        tests(
            of: "SecureTransport",
            [
                "MeridianCore", "HTTPTransport", nioCore, nioPosix,
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"), nioHTTP1,
            ]),
        room("Access", ["MeridianCore", "JSONCodec", "Persistence", nioCore, crypto, jwtKit]),
        tests(of: "Access", ["MeridianCore", "Persistence", nioCore, crypto, jwtKit]),
        room("LambdaAPI", ["MeridianCore", "JSONCodec", "CZlib", nioCore, crypto]),
        tests(of: "LambdaAPI", ["MeridianCore", "JSONCodec", nioCore, crypto]),

        // Floor 3
        .target(name: "ScriptHosts", exclude: ["javascript"]),
        room("Exporting", ["MeridianCore", "Specification", "ScriptHosts"]),
        tests(of: "Exporting", ["MeridianCore", "Specification", .product(name: "Yams", package: "Yams")]),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        room("MeridianCompression", ["Meridian", "CZlib", nioCore]),
        tests(of: "MeridianCompression", ["Meridian", "MeridianTesting", "CZlib", nioCore]),
        room("MeridianMultipart", ["MeridianCore", "JSONCodec", "Meridian", nioCore, nioPosix]),
        tests(of: "MeridianMultipart", ["MeridianCore", "Meridian", "MeridianTesting", nioCore]),
        room("MeridianOpenAPI", ["MeridianCore", "JSONCodec", "Meridian", nioCore]),
        tests(of: "MeridianOpenAPI", ["MeridianCore", "JSONCodec", "Meridian", "MeridianTesting", nioCore]),
        room("MeridianHealth", ["MeridianCore", "Meridian"]),
        tests(of: "MeridianHealth", ["MeridianCore", "Meridian", "MeridianTesting"]),
        room(
            "MeridianTemplates",
            ["MeridianCore", "JSONCodec", "Meridian", .product(name: "Mustache", package: "swift-mustache")]),
        tests(of: "MeridianTemplates", ["MeridianCore", "Meridian", "MeridianTesting"]),
        room("MeridianLocalization", ["MeridianCore", "JSONCodec", "Meridian", nioCore, logging]),
        tests(of: "MeridianLocalization", ["MeridianCore", "Meridian", "MeridianTesting"]),
        room(
            "MeridianHTTPClient",
            [
                "MeridianCore", "JSONCodec", "Meridian", nioCore, nioPosix, nioHTTP1,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
            ]),
        tests(
            of: "MeridianHTTPClient",
            ["MeridianCore", "JSONCodec", "HTTPTransport", "Meridian", "MeridianTesting", nioCore, nioPosix]),
        room(
            "MeridianWebSocket",
            [
                "MeridianCore", "JSONCodec", "HTTPTransport", "Meridian", "CZlib", nioCore,
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ]),
        tests(
            of: "MeridianWebSocket",
            [
                "MeridianCore", "Meridian", "MeridianTesting", nioCore, nioPosix, nioEmbedded,
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ]),
        room("MeridianCache", ["MeridianCore", "JSONCodec", "Meridian", nioCore]),
        tests(of: "MeridianCache", ["CacheStoreChecks", "MeridianCore", "Meridian", "MeridianTesting", nioCore]),
        room(
            "MeridianTesting",
            ["MeridianCore", "JSONCodec", "HTTPTransport", "SampleEvents", "Meridian", nioCore, nioPosix]),
        tests(of: "MeridianTesting", ["Meridian", nioCore, nioPosix]),
        room("MeridianSQL", ["Meridian", "MeridianCore", "JSONCodec", nioCore, logging]),
        tests(of: "MeridianSQL", ["Meridian", "MeridianCore"]),
        room("MeridianJWT", ["Meridian", "MeridianCore", "JSONCodec", nioCore, jwtKit]),
        tests(of: "MeridianJWT", ["JSONCodec", "Meridian", "MeridianCore", "MeridianTesting", nioCore]),
        .target(name: "CSpawn"),
        room(
            "Engine",
            [
                "MeridianCore", "JSONCodec", "Wire", "HTTPTransport", "Telemetry", "Admission", "CSpawn", nioCore,
                nioPosix,
            ]),

        room("LoadGenerator", ["MeridianCore", "Telemetry", nioCore, nioPosix]),
        tests(of: "LoadGenerator", ["MeridianCore", nioCore, nioPosix]),

        .executableTarget(
            name: "FixtureWorker", dependencies: ["Meridian"], path: "Tests/Fixtures/FixtureWorker",
            swiftSettings: settings),
        tests(
            of: "Engine",
            [
                "FixtureWorker", "IsolateProgram", "MeridianCore", "HTTPTransport", "Telemetry", "Wire", nioCore,
                nioPosix,
            ]),

        .systemLibrary(
            name: "CJavaScriptCore", pkgConfig: "javascriptcoregtk-4.1",
            providers: [.apt(["libjavascriptcoregtk-4.1-dev"])]),
        .systemLibrary(name: "CUnicode", pkgConfig: "icu-uc", providers: [.apt(["libicu-dev"])]),
        .target(name: "IsolatePrelude", exclude: ["javascript"]),
        room(
            "Isolates",
            [
                "MeridianCore", "CJavaScriptCore", "CUnicode", "CZlib", "IsolatePrelude", nioCore, nioPosix, crypto,
                cryptoExtras,
            ]),
        tests(of: "Isolates", ["CJavaScriptCore", nioCore, nioPosix, cryptoExtras]),
        .executableTarget(
            name: "WebPlatformTests", dependencies: ["Isolates", nioCore, nioPosix], path: "Tests/WebPlatform",
            swiftSettings: settings),

        // Floor 4
        room("MeridianSQLite", ["MeridianSQL", "Meridian", "MeridianCore", grdb, logging]),
        tests(of: "MeridianSQLite", ["SQLConformance", "MeridianSQL", "Meridian", "MeridianCore", "MeridianTesting"]),
        .systemLibrary(
            name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        room("MeridianPostgreSQL", ["MeridianSQL", "Meridian", "MeridianCore", "CPostgreSQL", logging]),
        tests(
            of: "MeridianPostgreSQL",
            ["SQLConformance", "MeridianSQL", "Meridian", "MeridianCore", "MeridianTesting"]),
        .target(
            name: "SQLConformance", dependencies: ["MeridianSQL", "Meridian", "MeridianCore"],
            path: "Tests/SQLConformance", swiftSettings: settings),
        room("MeridianRedis", ["MeridianCore", "Meridian", "MeridianCache", nioCore, nioPosix]),
        tests(
            of: "MeridianRedis",
            [
                "CacheStoreChecks", "MeridianCore", "Meridian", "MeridianCache", "MeridianTesting", nioCore, nioPosix,
            ]),
        .target(
            name: "CacheStoreChecks", dependencies: ["MeridianCache", "MeridianCore", nioCore],
            path: "Tests/CacheStoreChecks", swiftSettings: settings),

        room(
            "IsolateWorker",
            [
                "MeridianCore", "JSONCodec", "Wire", "HTTPTransport", "Isolates", nioCore, nioPosix, nioHTTP1,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
            ]),
        tests(of: "IsolateWorker", ["MeridianCore", "Wire", "HTTPTransport", nioCore, nioPosix]),

        room("Delivery", ["MeridianCore", "JSONCodec", "Persistence", nioCore]),
        tests(of: "Delivery", ["MeridianCore", "JSONCodec", "Persistence", nioCore]),
        room("Releases", ["MeridianCore", "JSONCodec", "Telemetry"]),
        tests(of: "Releases", ["MeridianCore", "Telemetry", "JSONCodec", nioCore]),

        // Floor 5
        room(
            "Gateway",
            [
                "MeridianCore", "HTTPTransport", "SecureTransport", "Telemetry", "Admission", "Traces", "Engine",
                nioCore,
                nioPosix,
                logging,
            ]),
        tests(
            of: "Gateway",
            [
                "FixtureWorker", "Admission", "Engine", "HTTPTransport", "LoadGenerator", "MeridianCore", "Telemetry",
                "Traces",
                nioCore, nioPosix, logging,
            ]),
        room(
            "Control",
            [
                "MeridianCore", "JSONCodec", "HTTPTransport", "Telemetry", "Persistence", "Meridian", "MeridianOpenAPI",
                "Specification", "SecureTransport", "Packaging", "Access", "LambdaAPI", "Admission", "Traces", "Engine",
                "Delivery", "Releases", "Gateway", nioCore, nioPosix, nioHTTP1, logging, lifecycle, crypto,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
            ]),
        .executableTarget(
            name: "FixturePlatform", dependencies: ["Control", "HTTPTransport", nioCore, nioPosix, logging],
            path: "Tests/Fixtures/FixturePlatform", swiftSettings: settings),
        tests(
            of: "Control",
            [
                "FixtureWorker", "IsolateProgram", "FixturePlatform", "MeridianProgram", "MeridianCore",
                "HTTPTransport", "Telemetry", "Persistence", "Meridian", "Packaging", "Access", "LambdaAPI",
                "Admission", "Traces", "Engine", "Delivery", "Releases", "Gateway", "Exporting", "SecureTransport",
                nioCore, nioPosix, nioHTTP1, logging, jwtKit,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
            ]),

        // Floor 6
        room(
            "MeridianCommand",
            [
                "MeridianCore", "JSONCodec", "HTTPTransport", "Telemetry", "Persistence", "Specification", "Exporting",
                "Packaging", "Access", "Admission", "Traces", "LoadGenerator", "Engine", "Delivery", "Releases",
                "Gateway", "Control",
                "Meridian", "SampleEvents", "CSpawn", nioCore, nioPosix, nioHTTP1, logging, lifecycle,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
            ]),
        tests(
            of: "MeridianCommand",
            [
                "MeridianCore", "HTTPTransport", "Control", "Telemetry", "Specification", "Exporting", "Packaging",
                "Admission", "Traces", "LoadGenerator", "SampleEvents", nioCore, nioPosix,
                logging, .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // Floor 7
        .executableTarget(name: "MeridianProgram", dependencies: ["MeridianCommand"], swiftSettings: settings),
        .executableTarget(name: "IsolateProgram", dependencies: ["IsolateWorker"], swiftSettings: settings),
        .executableTarget(name: "SandboxProgram"),
        .executableTarget(
            name: "TransportHello", dependencies: ["HTTPTransport", "MeridianCore", nioCore, nioPosix],
            path: "Benchmarks/Transport", swiftSettings: settings),
        .executableTarget(
            name: "BenchAdmission", dependencies: ["Admission", "MeridianCore"], path: "Benchmarks/Admission",
            exclude: ["thresholds.json"], swiftSettings: settings),
        .executableTarget(
            name: "BenchRouting", dependencies: ["Engine", "Gateway", "MeridianCore", "Telemetry", nioCore, nioPosix],
            path: "Benchmarks/Routing", swiftSettings: settings),
        .executableTarget(
            name: "BenchTelemetry", dependencies: ["Telemetry", "Traces", "MeridianCore"], path: "Benchmarks/Telemetry",
            swiftSettings: settings),
    ]
)
