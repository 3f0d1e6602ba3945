// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "bench-json",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "BenchJSON", targets: ["BenchJSON"])],
    dependencies: [
        .package(name: "meridian", path: "../..", traits: []),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
    ],
    targets: [
        .executableTarget(
            name: "BenchJSON",
            dependencies: [
                .product(name: "JSONCodec", package: "meridian"), .product(name: "NIOCore", package: "swift-nio"),
            ])
    ]
)
