import Foundation
import MeridianCore
import Testing

@testable import Control

/// How long: three kills, or for the seconds that MERIDIAN_CRASH_SECONDS says (scripts/crash-platform).
private let seconds = ProcessInfo.processInfo.environment["MERIDIAN_CRASH_SECONDS"].flatMap { Int($0) }

/// Kills a platform at random times while requests come and everything is changed, and looks at what is left.
@Suite(.timeLimit(.minutes(3 + (seconds ?? 0) / 30)))
struct KilledUnderLoadTests {
    private static let service = "/v1/services/fixture"
    private static let callers = 4

    @Test func nothingIsLostAndNoOtherRequestFails() async throws {
        try await withTemporaryDirectory { folder in
            let packages = try (0..<3).map { number in
                let path = "\(folder)/\(number).zip"
                try FixturePackage.write(to: path, environment: ["RELEASE": "\(number)"])
                return try Data(contentsOf: URL(fileURLWithPath: path))
            }
            let acknowledged = Acknowledged()
            let start = ContinuousClock.now
            var (rounds, answered, cutOff) = (0, 0, 0)
            func isOver() -> Bool {
                seconds.map { start.duration(to: .now) > .seconds($0) } ?? (rounds == 3)
            }
            while !isOver() {
                let platform = try PlatformProcess(data: folder + "/data")
                try await Self.check(platform, acknowledged)
                if rounds == 0 { try await Self.begin(with: packages[0], on: platform, acknowledged) }
                let load = RequestLoad()
                await Self.disturb(platform, packages, acknowledged, load)
                #expect(load.cutOff <= Self.callers)
                rounds += 1
                answered += load.answered
                cutOff += load.cutOff
            }
            let platform = try PlatformProcess(data: folder + "/data")
            try await Self.check(platform, acknowledged)
            platform.kill()
            if seconds != nil {
                print(
                    "killed \(rounds) times: \(acknowledged.changes) changes were acknowledged and none is lost; "
                        + "\(answered) requests were answered, \(cutOff) were in a killed process, no other failed")
            }
        }
    }

    /// Sends requests and changes until the platform is killed.
    private static func disturb(
        _ platform: PlatformProcess, _ packages: [Data], _ acknowledged: Acknowledged, _ load: RequestLoad
    ) async {
        let changes = RequestLoad()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<callers {
                group.addTask {
                    await load.run {
                        let answer = try await platform.get("/environment/RELEASE")
                        return ["0", "1", "2"].contains(String(decoding: answer, as: UTF8.self))
                    }
                }
            }
            group.addTask { await changes.run { try await moveTraffic(on: platform, packages, acknowledged) } }
            group.addTask { await changes.run { try await changeSettings(on: platform, acknowledged) } }
            await load.waitForAnswers(callers)
            // At any point of any of it.
            try? await Task.sleep(for: .milliseconds(.random(in: 50..<(seconds == nil ? 400 : 2_500))))
            load.willKill()
            changes.willKill()
            platform.kill()
        }
    }

    private static func begin(
        with package: Data, on platform: PlatformProcess, _ acknowledged: Acknowledged
    ) async throws {
        let first = try await publish(package, promotes: true, on: platform, acknowledged)
        acknowledged.begin("live", as: "\(first)")
        try await acknowledged.change("beta", to: "\(first)") {
            _ = try await platform.control("PUT", "\(service)/aliases/beta", sending: AliasTargets(release: first))
        }
    }

    /// - Returns: The number of the release.
    @discardableResult
    private static func publish(
        _ package: Data, promotes: Bool = false, on platform: PlatformProcess, _ acknowledged: Acknowledged
    ) async throws -> Int {
        let answer = try await platform.control("POST", "\(service)/releases?promote=\(promotes)", body: package)
        let deployment = try JSONDecoder().decode(DeploymentDocument.self, from: answer)
        acknowledged.published(deployment.release, deployment.digest)
        return deployment.release
    }

    /// Publishes, promotes, and divides the traffic of an alias.
    private static func moveTraffic(
        on platform: PlatformProcess, _ packages: [Data], _ acknowledged: Acknowledged
    ) async throws -> Bool {
        let newest = try await publish(packages.randomElement()!, on: platform, acknowledged)
        let next = acknowledged.releases.suffix(3).randomElement() ?? newest
        try await acknowledged.change("live", to: "\(next)") {
            _ = try await platform.control("POST", "\(service)/promote", sending: ReleaseChoiceDocument(release: next))
        }
        guard next != newest else { return true }
        let weight = Int.random(in: 1...99)
        try await acknowledged.change("beta", to: "\(next) \(newest) \(weight)") {
            let targets = AliasTargets(release: next, candidate: .init(release: newest, weight: weight))
            _ = try await platform.control("PUT", "\(service)/aliases/beta", sending: targets)
        }
        return true
    }

    /// Changes a secret, a domain and a rule.
    private static func changeSettings(
        on platform: PlatformProcess, _ acknowledged: Acknowledged
    ) async throws -> Bool {
        let version = acknowledged.values["secret"].flatMap { Int($0) } ?? 0
        try await acknowledged.change("secret", to: "\(version + 1)") {
            _ = try await platform.control("PUT", "\(service)/secrets/KEY", body: Data("value \(version)".utf8))
        }
        let alias = acknowledged.values["domain"] == "beta" ? "live" : "beta"
        try await acknowledged.change("domain", to: alias) {
            let wish = DomainWishDocument(service: FixturePackage.service, alias: alias)
            _ = try await platform.control("PUT", "/v1/domains/crash.example", sending: wish)
        }
        let count = (acknowledged.values["rule"].flatMap { Int($0) } ?? 100_000) + 1
        try await acknowledged.change("rule", to: "\(count)") {
            let rule = #"{"name": "crash", "on": "*", "flow": {"count": \#(count)}}"#
            _ = try await platform.control("PUT", "/v1/rules/crash", body: Data(rule.utf8))
        }
        return true
    }

    /// Compares what is there with what was acknowledged, and looks whether everything is whole.
    private static func check(_ platform: PlatformProcess, _ acknowledged: Acknowledged) async throws {
        guard !acknowledged.values.isEmpty else { return }
        let aliases = try await platform.document(AliasListDocument.self, "\(service)/aliases").aliases
        let targets = Dictionary(uniqueKeysWithValues: aliases.map { ($0.alias.rawValue, $0.targets) })
        acknowledged.found(targets["live"].map { "\($0.release)" }, as: "live")
        let beta = targets["beta"].map { targets in
            "\(targets.release)" + (targets.candidate.map { " \($0.release) \($0.weight)" } ?? "")
        }
        acknowledged.found(beta, as: "beta")

        let list = try await platform.document(ReleaseListDocument.self, "\(service)/releases")
        let digests = Dictionary(uniqueKeysWithValues: list.releases.map { ($0.number, $0.digest) })
        for number in acknowledged.releases.suffix(5) {
            #expect(digests[number] == acknowledged.digest(of: number), "release \(number) is lost")
        }
        for release in list.releases {
            let shown = try await platform.document(ReleaseDocument.self, "\(service)/releases/\(release.number)")
            #expect(shown.manifest?.service == FixturePackage.service)
        }
        let secrets = try await platform.document(SecretListDocument.self, "\(service)/secrets").secrets
        acknowledged.found(secrets.first.map { "\($0.version)" }, as: "secret")
        let domains = try await platform.document(DomainListDocument.self, "/v1/domains").domains
        acknowledged.found(domains.first.map { $0.alias ?? "live" }, as: "domain")
        let rules = String(decoding: try await platform.control("GET", "/v1/rules"), as: UTF8.self)
        acknowledged.found(rules.firstMatch(of: /"count":([0-9]+)/).map { String($0.1) }, as: "rule")

        let audit = try await platform.document(AuditVerificationDocument.self, "/v1/audit/verification")
        #expect(audit.problems.isEmpty)
        #expect(audit.records >= acknowledged.changes, "an acknowledged change is not recorded")
        let errors = String(
            decoding: try await platform.control("GET", "/v1/logs?level=error&limit=1000"), as: UTF8.self)
        for damage in [ErrorCode.corruptedDocument, .storeDamaged, .damagedRelease] {
            #expect(!errors.contains("\(damage)"), "\(errors)")
        }
        let answer = try await platform.get("/environment/RELEASE")
        #expect(["0", "1", "2"].contains(String(decoding: answer, as: UTF8.self)))
    }
}
