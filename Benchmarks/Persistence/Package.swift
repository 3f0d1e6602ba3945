// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "bench-persistence",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "BenchPersistence", targets: ["BenchPersistence"])],
    dependencies: [
        .package(name: "meridian", path: "../..", traits: []),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
    ],
    targets: [
        .executableTarget(
            name: "BenchPersistence",
            dependencies: [
                .product(name: "Persistence", package: "meridian"), .product(name: "NIOCore", package: "swift-nio"),
            ])
    ]
)
