// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "bench",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "meridian", path: "../.."),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
    ],
    targets: [
        .executableTarget(
            name: "BenchFunctions", dependencies: [
                .product(name: "Meridian", package: "meridian"), .product(name: "NIOCore", package: "swift-nio"),
            ])
    ]
)
