import Foundation
import MeridianCore
import Testing

@testable import Control

/// Runs a platform as a process and kills it while releases are published and promoted.
@Suite(.timeLimit(.minutes(3)))
struct KilledPlatformTests {
    /// What the platform said before it was killed.
    private struct Said {
        /// Digests of releases by their numbers.
        var releases: [Int: String] = [:]
        var live: Int?
    }

    @Test func nothingAcknowledgedIsLost() async throws {
        try await withTemporaryDirectory { folder in
            let packages = try (0..<3).map { number in
                let path = "\(folder)/\(number).zip"
                try FixturePackage.write(to: path, environment: ["RELEASE": "\(number)"])
                return try Data(contentsOf: URL(fileURLWithPath: path))
            }
            var said = Said()
            for round in 0..<5 {
                let platform = try PlatformProcess(data: folder + "/data")
                try await check(platform, said)
                let next = try await work(on: platform, packages, round: round, said: &said)
                platform.kill()
                // What was under way is done or not, and nothing between.
                if let next { said.live = next }
            }
            let platform = try PlatformProcess(data: folder + "/data")
            try await check(platform, said)
            platform.kill()
            #expect(said.releases.count > 5)
        }
    }

    /// Publishes and promotes until a few changes were acknowledged and one more is on its way.
    /// - Returns: The release that is live if that one was made.
    private func work(
        on platform: PlatformProcess, _ packages: [Data], round: Int, said: inout Said
    ) async throws -> Int? {
        for step in 0..<(2 + round) {
            let answer = try await platform.control(
                "POST", "/v1/services/fixture/releases?promote=\(step % 2 == 0)",
                body: packages[(round + step) % packages.count])
            let deployment = try JSONDecoder().decode(DeploymentDocument.self, from: answer)
            let known = said.releases.updateValue(deployment.digest, forKey: deployment.release)
            #expect(known == nil || known == deployment.digest, "a number was given twice")
            if deployment.isLive { said.live = deployment.release }
        }
        let isPromoting = round % 2 == 0
        let under = Task {
            try await isPromoting
                ? platform.control("POST", "/v1/services/fixture/promote")
                : platform.control("POST", "/v1/services/fixture/releases", body: packages[round % 3])
        }
        // Killed at a moment that differs from run to run, before or after the change is on disk.
        usleep(.random(in: 0..<30_000))
        platform.kill()
        guard let answer = try? await under.value else { return nil }
        if isPromoting { return try JSONDecoder().decode(AliasDocument.self, from: answer).targets.release }
        let deployment = try JSONDecoder().decode(DeploymentDocument.self, from: answer)
        said.releases[deployment.release] = deployment.digest
        return deployment.release
    }

    private func check(_ platform: PlatformProcess, _ said: Said) async throws {
        guard let live = said.live else { return }
        let aliases = try JSONDecoder().decode(
            AliasListDocument.self, from: try await platform.control("GET", "/v1/services/fixture/aliases"))
        let found = try #require(aliases.aliases.first?.targets.release)
        #expect(found >= live, "release \(live) was live, and now \(found) is")
        let list = try JSONDecoder().decode(
            ReleaseListDocument.self, from: try await platform.control("GET", "/v1/services/fixture/releases"))
        let digests = Dictionary(uniqueKeysWithValues: list.releases.map { ($0.number, $0.digest) })
        for (number, digest) in said.releases.sorted(by: { $0.key < $1.key }).suffix(5) {
            #expect(digests[number] == digest, "release \(number) is lost")
        }
        // Every package is whole.
        for release in list.releases {
            _ = try await platform.control("GET", "/v1/services/fixture/releases/\(release.number)")
        }
        let answer = try await platform.get("/environment/RELEASE")
        #expect(["0", "1", "2"].contains(String(decoding: answer, as: UTF8.self)))
    }
}
