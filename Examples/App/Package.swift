// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "Guestbook",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "Guestbook", targets: ["Guestbook"])],
    dependencies: [.package(name: "meridian", path: "../..")],
    targets: [
        .executableTarget(
            name: "Guestbook",
            dependencies: [.product(name: "Meridian", package: "meridian")],
            swiftSettings: settings),
        .testTarget(
            name: "GuestbookTests",
            dependencies: ["Guestbook", .product(name: "MeridianTesting", package: "meridian")],
            swiftSettings: settings),
    ]
)
