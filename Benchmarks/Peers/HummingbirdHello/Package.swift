// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "hummingbird-hello",
    platforms: [.macOS(.v15)],
    dependencies: [.package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1")],
    targets: [
        .executableTarget(
            name: "HummingbirdHello", dependencies: [.product(name: "Hummingbird", package: "hummingbird")])
    ]
)
