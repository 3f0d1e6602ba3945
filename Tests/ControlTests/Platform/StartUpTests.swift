import Engine
import Foundation
import MeridianCore
import Packaging
import Persistence
import Testing

@testable import Control

/// A data directory with many services. `MERIDIAN_TEST_SERVICES=1000` makes as many, with ten releases each, and the test
/// tells how long a platform takes to start with them.
@Suite(.timeLimit(.minutes(10)))
struct StartUpTests {
    private static let services =
        ProcessInfo.processInfo.environment["MERIDIAN_TEST_SERVICES"].flatMap { Int($0) } ?? 12
    private static let releases = 10

    @Test func everyServiceIsThereAndNothingRuns() async throws {
        try await withTemporaryDirectory { folder in
            try await Self.generate(in: folder)
            let began = ContinuousClock.now
            try await RunningPlatform.with(in: folder) { (running) async throws in
                if Self.services > 100 {
                    print("start-up with \(Self.services) services: \(began.duration(to: .now))")
                }
                let services = await running.platform.services.services
                #expect(services.count == Self.services)
                #expect(services.values.allSatisfy { $0.live != nil && $0.active.count == 1 && $0.problem == nil })
                #expect(services.values.allSatisfy { $0.catalog.releases.count == Self.releases })
                let status = try await running.control("GET", "/v1/status").document(StatusDocument.self)
                #expect(status.services.count == Self.services)
                #expect(status.services.allSatisfy { $0.groups.allSatisfy(\.instances.isEmpty) })
                let page = try await running.control("GET", "/v1/services/service-0/releases")
                    .document(ReleaseListDocument.self)
                #expect(page.releases.count == Self.releases)
            }
        }
    }

    private static func generate(in folder: String) async throws {
        let directory = try DataDirectory(folder + "/data")
        let stores = try EmbeddedStores(directory: directory.storePath)
        let packages = PackageStore(directory: directory, blobs: stores.blobs)
        let store = ReleaseStore(documents: stores.documents)
        let entry = folder + "/bootstrap"
        try Data("#!/bin/sh\n".utf8).write(to: URL(fileURLWithPath: entry))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<services {
                if number >= 8 { _ = try await group.next() }
                group.addTask {
                    let name = ServiceName("service-\(number)")!
                    var catalog = ServiceCatalog(service: name)
                    for release in 1...releases {
                        let path = "\(folder)/\(name)-\(release).zip"
                        var writer = try PackageWriter(manifest: manifest(name, release))
                        try writer.addExecutable(entry)
                        _ = try writer.write(to: path)
                        let package = try await packages.store(.package(path: path), for: name)
                        catalog.publish(
                            ReleaseRecord(
                                number: release, digest: package.digest, size: package.size, publishedAt: .now,
                                functions: package.manifest.functions.count))
                    }
                    try catalog.promote(nil, now: .now)
                    _ = try await store.save(catalog, over: nil)
                }
            }
            try await group.waitForAll()
        }
        await stores.close()
    }

    private static func manifest(_ service: ServiceName, _ release: Int) -> Manifest {
        Manifest(
            service: service,
            functions: (0..<8).map { number in
                FunctionManifest(
                    name: FunctionName("function\(number)")!, description: "Release \(release)",
                    triggers: [.http(HTTPTrigger(methods: [.get, .put], path: "/\(number)/{id}"))])
            })
    }
}
