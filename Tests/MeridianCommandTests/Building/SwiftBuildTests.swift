import Foundation
import Testing

@testable import MeridianCommand

@Suite struct SwiftBuildTests {
    private let package = SwiftPackage(directory: "/shop", product: "Shop", usesMeridian: true)

    @Test func aReleaseBuildExportsNothing() {
        let arguments = SwiftBuild(package: package, scratchPath: "/tmp/scratch").arguments().joined(separator: " ")
        #expect(arguments.contains("--disable-local-rpath"))
        #expect(arguments.contains("-c release --product Shop --disable-build-manifest-caching --static-swift-stdlib"))
        #expect(arguments.hasSuffix("--scratch-path /tmp/scratch"))
        #if os(Linux)
            #expect(arguments.contains("-Xlinker --no-export-dynamic -Xswiftc -Xclang-linker -Xswiftc -no-pie"))
        #endif
    }

    #if os(Linux)
        /// What Debian's g++, which Swift needs, brings along.
        @Test func archivesOfTheRuntimesAreFound() async throws {
            let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
            defer { try? FileManager.default.removeItem(at: scratch) }
            // A second time all is there.
            for _ in 0..<2 {
                let archives = try #require(try await RuntimeArchives.prepared(in: scratch.path))
                for name in ["libstdc++.a", "libgcc_s.a"] {
                    let start = try #require(FileHandle(forReadingAtPath: "\(archives.folder)/\(name)")).read(
                        upToCount: 8)
                    #expect(start == Data("!<arch>\n".utf8))
                }
                let arguments = SwiftBuild(package: package).arguments(linking: archives)
                #expect(arguments.contains("-L\(scratch.path)/link"))
            }
        }
    #endif

    @Test func aDebugBuildIsPlain() {
        #expect(
            SwiftBuild(package: package, isDebug: true).arguments()
                == ["build", "--package-path", "/shop", "-c", "debug", "--product", "Shop"])
    }

    /// SwiftPM takes the plan in the build directory for the plan of the package at hand.
    @Test(arguments: [("/shop", false), ("/other", true), ("/shop/nested", true)])
    func aDebugBuildKeepsOnlyItsOwnPlan(planned: String, isFresh: Bool) throws {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let plan = """
              "PackageStructure":
                tool: package-structure-tool
                inputs: ["\(planned)/Sources/Shop/","\(planned)/Package.swift","\(planned)/Package.resolved"]
            """
        try plan.write(to: scratch.appendingPathComponent("debug.yaml"), atomically: true, encoding: .utf8)
        let build = SwiftBuild(package: package, isDebug: true, scratchPath: scratch.path)
        #expect(build.arguments().contains("--disable-build-manifest-caching") == isFresh)
    }
}
