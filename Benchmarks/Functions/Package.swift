// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "bench",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "BenchFunctions", targets: ["BenchFunctions"])],
    dependencies: [.package(name: "meridian", path: "../..", traits: [])],
    targets: [
        .executableTarget(name: "BenchFunctions", dependencies: [.product(name: "Meridian", package: "meridian")])
    ]
)
