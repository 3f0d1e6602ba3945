import Testing

@testable import MeridianCommand

@Suite struct SwiftBuildTests {
    private let package = SwiftPackage(directory: "/shop", product: "Shop", usesMeridian: true)

    @Test func aReleaseBuildExportsNothing() {
        let arguments = SwiftBuild(package: package, scratchPath: "/tmp/scratch").arguments.joined(separator: " ")
        #expect(arguments.contains("-c release --product Shop --static-swift-stdlib --disable-build-manifest-caching"))
        #expect(arguments.hasSuffix("--scratch-path /tmp/scratch"))
        #if os(Linux)
            #expect(arguments.contains("-Xlinker --no-export-dynamic -Xswiftc -Xclang-linker -Xswiftc -no-pie"))
        #endif
    }

    @Test func aDebugBuildIsPlain() {
        #expect(
            SwiftBuild(package: package, isDebug: true).arguments
                == ["build", "--package-path", "/shop", "-c", "debug", "--product", "Shop"])
    }
}
