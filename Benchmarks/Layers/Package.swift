// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "bench-layers",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "BenchLayers", targets: ["BenchLayers"])],
    dependencies: [.package(name: "meridian", path: "../..", traits: [])],
    targets: [
        .executableTarget(
            name: "BenchLayers",
            dependencies: [.product(name: "Meridian", package: "meridian")])
    ]
)
