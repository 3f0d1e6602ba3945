// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "CompanyBase",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "AcmeBase", targets: ["AcmeBase"]),
        .executable(name: "Parcels", targets: ["Parcels"]),
    ],
    dependencies: [.package(name: "meridian", path: "../..")],
    targets: [
        .target(
            name: "AcmeBase", dependencies: [.product(name: "Meridian", package: "meridian")],
            swiftSettings: settings),
        .executableTarget(
            name: "Parcels",
            dependencies: ["AcmeBase", .product(name: "Meridian", package: "meridian")],
            swiftSettings: settings),
        .testTarget(
            name: "AcmeBaseTests",
            dependencies: [
                "AcmeBase", .product(name: "Meridian", package: "meridian"),
                .product(name: "MeridianTesting", package: "meridian"),
            ],
            swiftSettings: settings),
    ]
)
