// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "Venue",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "Venue", targets: ["Venue"])],
    dependencies: [.package(name: "meridian", path: "../..")],
    targets: [
        .executableTarget(
            name: "Venue",
            dependencies: [
                .product(name: "Meridian", package: "meridian"),
                .product(name: "MeridianHealth", package: "meridian"),
                .product(name: "MeridianOpenAPI", package: "meridian"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "VenueTests",
            dependencies: ["Venue", .product(name: "MeridianTesting", package: "meridian")],
            swiftSettings: settings),
    ]
)
