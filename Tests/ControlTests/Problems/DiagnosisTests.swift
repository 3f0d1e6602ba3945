import Access
import Admission
import Engine
import Foundation
import MeridianCore
import Persistence
import Testing
import Traces

@testable import Control

@Suite struct DiagnosisTests {
    private func codes(_ judge: (inout Diagnosis) throws -> Void) rethrows -> [String] {
        var diagnosis = Diagnosis()
        try judge(&diagnosis)
        return diagnosis.document.findings.map { "\($0.severity) \($0.code)" }
    }

    @Test func aDiskThatFillsUpIsFound() {
        #expect(codes { $0.judge(Machine.Space(free: 50 << 30, total: 100 << 30)) }.isEmpty)
        #expect(codes { $0.judge(Machine.Space(free: 500 << 20, total: 100 << 30)) } == ["warning MER-6640"])
        #expect(codes { $0.judge(Machine.Space(free: 1 << 20, total: 100 << 30)) } == ["error MER-6640"])
    }

    @Test func crashesAndQueuesAreFound() throws {
        let shop = try #require(ServiceName("shop"))
        func group(crashed: Int, waiting: Int) -> GroupStatus { self.group(crashed, waiting: waiting) }
        #expect(codes { $0.judge([group(crashed: 0, waiting: 3)], of: shop, release: 1) }.isEmpty)
        #expect(
            codes { $0.judge([group(crashed: 2, waiting: 500)], of: shop, release: 1) }
                == ["error MER-6644", "warning MER-6645"])
        let queues = [
            QueueDocument(service: shop, function: "paid", pending: 9, dead: 1, delaySeconds: 90),
            QueueDocument(service: shop, function: "mail", pending: 9, dead: 0, delaySeconds: 1),
        ]
        #expect(codes { $0.judge(queues) } == ["warning MER-6645", "warning MER-6651"])
    }

    /// As the engine tells it, or an older platform, which said nothing of starts.
    private func group(_ crashed: Int, waiting: Int = 0, starts: String = "") -> GroupStatus {
        let json =
            #"{"group":"g","functions":["pay"],"instances":[],"wanted":1,"started":9,"#
            + #""crashed":\#(crashed),"waiting":\#(waiting)\#(starts)}"#
        return try! JSONDecoder().decode(GroupStatus.self, from: Data(json.utf8))
    }

    @Test func functionsThatCrashAtTheirStartAreFound() throws {
        let shop = try #require(ServiceName("shop"))
        var diagnosis = Diagnosis()
        diagnosis.judge([group(3, starts: #","failedStarts":3,"startProblem":"no KEY""#)], of: shop, release: 4)
        let finding = try #require(diagnosis.document.findings.first)
        #expect(diagnosis.document.findings.count == 1, "which says more than that instances crash")
        #expect(finding.code == "MER-6653")
        #expect(finding.subject == "shop@4 g")
        #expect(finding.message.contains("3 instances") && finding.message.contains("no KEY"))
        #expect(finding.mend.contains("meridian release rollback shop"))
        #expect(
            codes { $0.judge([group(1, starts: #","failedStarts":1"#)], of: shop, release: 4) } == ["error MER-6644"])
    }

    @Test func tokensThatRunOutAreFound() throws {
        let now = Timestamp(milliseconds: 1_900_000_000_000)
        func token(_ hours: Int64?) throws -> TokenRecord {
            let expiry = hours.map { #""expiresAt":"\#(Timestamp(milliseconds: now.milliseconds + $0 * 3_600_000))","# }
            let json =
                #"{"name":"ci","grants":[],"createdAt":"\#(now)","createdBy":"owner",\#(expiry ?? "")"digest":"00"}"#
            return try JSONDecoder().decode(TokenRecord.self, from: Data(json.utf8))
        }
        func messages(_ hours: Int64?) throws -> [String] {
            var diagnosis = Diagnosis()
            diagnosis.judge([try token(hours)], now: now)
            return diagnosis.document.findings.map { "\($0.code) \($0.message.prefix(25))" }
        }
        #expect(try messages(nil) == [])
        #expect(try messages(24 * 15) == [])
        #expect(try messages(24 * 13) == ["MER-6647 the token 'ci' expires at"])
        #expect(try messages(-1) == ["MER-6647 the token 'ci' expired at"])
        #expect(try messages(-24 * 15) == [], "nobody misses it any more")
    }

    @Test func certificatesThatRunOutAreFound() throws {
        let domain = try #require(DomainName("shop.example"))
        let now = Timestamp(milliseconds: 1_900_000_000_000)
        func found(from: Int64, to: Int64) -> [String] {
            let validity =
                Timestamp(
                    milliseconds: now.milliseconds + from * 86_400_000)..<Timestamp(
                    milliseconds: now.milliseconds + to * 86_400_000)
            return codes { $0.judge(domain, validity, now: now) }
        }
        #expect(found(from: -30, to: 60) == [])
        #expect(found(from: -30, to: 7) == ["warning MER-6650"])
        #expect(found(from: -30, to: -1) == ["error MER-6650"])
        #expect(found(from: 1, to: 60) == ["error MER-6650"])
        #expect(codes { $0.judge(domain, nil, now: now) } == ["error \(ErrorCode.domainKeyUnreadable)"])
    }

    @Test func aClockThatWasMovedIsFound() {
        #expect(codes { $0.judge(clockMovedBy: 0.2, zone: "UTC") } == [])
        #expect(codes { $0.judge(clockMovedBy: -3_600, zone: "UTC") } == ["warning MER-6654"])
        #expect(codes { $0.judge(clockMovedBy: 3_600, zone: "UTC") } == ["warning MER-6654"])
    }

    @Test func exportsThatFailAreFound() {
        #expect(codes { $0.judge(exported: 0, nil) } == [])
        #expect(codes { $0.judge(exported: 3, nil) } == ["warning MER-6639"])
        #expect(codes { $0.judge(exported: 0, "refused") } == ["warning MER-6639"])
    }

    @Test func minutesThatCantBeStoredAndUnknownZonesAreFound() throws {
        #expect(codes { $0.judge(metrics: nil) } == [])
        #expect(codes { $0.judge(metrics: .metricsStoreUnusable) } == ["error MER-6600"])
        let (shop, mail) = (try #require(ServiceName("shop")), try #require(FunctionName("mail")))
        #expect(codes { $0.add(unknownZone: "Mars/Base", of: mail, in: shop) } == ["error MER-6460"])
    }

    @Test func everyFindingSaysWhatToDo() throws {
        for code in [6_600, 6_639, 6_640, 6_647, 6_650, 6_651, 6_652, 6_653, 6_654] {
            let explanation = try #require(ErrorCatalog.explanation(of: ErrorCode(code)))
            #expect(!explanation.mend.isEmpty, "\(code)")
        }
    }

    @Test(.timeLimit(.minutes(1))) func packagesThatAreGoneAreFoundUnderTheAliasesThatNameThem() async throws {
        try await RunningPlatform.with { (running) async throws in
            try await running.publish(2)
            let alias = try await running.send(
                "PUT", "/v1/services/fixture/aliases/beta", AliasTargets(release: 2))
            try #require(alias.status < 300, "\(alias.text)")
            func found() async throws -> [DiagnosisDocument.Finding] {
                try await running.control("GET", "/v1/diagnosis").document(DiagnosisDocument.self).findings
                    .filter { $0.code == "MER-6652" }
            }
            let none = try await found()
            #expect(none.isEmpty)
            let service = try await running.platform.services.service(FixturePackage.service)
            let digest = try service.catalog.existing(2).digest
            _ = try await running.platform.stores.blobs.delete(digest)
            let half = try await found()
            #expect(half.map(\.severity) == ["warning"], "instances go on")
            #expect(half.first?.message.contains("'beta'") == true)
            try running.platform.directory.removeUnpacked(digest)
            let whole = try await found()
            #expect(whole.map(\.severity) == ["error"])
            #expect(whole.map(\.subject) == ["fixture@2"])
        }
    }

    @Test func aGatewayThatStopsToReadAndLimitsThatAreNotKeptAreFound() throws {
        let shop = try #require(ServiceName("shop"))
        #expect(codes { $0.judge(readingPauses: 3) }.isEmpty)
        #expect(codes { $0.judge(readingPauses: 300) } == ["warning MER-6674"])
        #expect(codes { $0.add(unkept: 0.5, of: shop) } == ["warning MER-6675"])
    }

    @Test func failingFunctionsAreFound() throws {
        let shop = try #require(ServiceName("shop"))
        func rates(_ failures: Int, of requests: Int) throws -> RecordedRates {
            RecordedRates([
                .init(
                    second: 1, service: shop, function: try #require(FunctionName("pay")), requests: requests,
                    failures: failures)
            ])
        }
        #expect(try codes { $0.judge(try rates(0, of: 1_000)) }.isEmpty)
        #expect(try codes { $0.judge(try rates(3, of: 5)) }.isEmpty, "too few to tell")
        #expect(try codes { $0.judge(try rates(30, of: 1_000)) } == ["warning MER-6646"])
        #expect(try codes { $0.judge(try rates(900, of: 1_000)) } == ["error MER-6646"])
    }

    @Test func damageAndLossAreFoundWithTheGravestFirst() {
        let status = TraceKeeper.Status(
            spans: 1, bytes: 1, dropped: 2, damages: [.init(file: "traces/00000001.segment", offset: 8)],
            problem: "no room")
        #expect(
            codes { $0.judge(status, of: "traces") } == ["error MER-6648", "warning MER-6641", "warning MER-6648"])
    }

    @Test(.timeLimit(.minutes(1))) func aRunningPlatformIsDiagnosed() async throws {
        try await RunningPlatform.with { (running) async throws in
            let answer = try await running.control("GET", "/v1/diagnosis")
            try #require(answer.status == 200, "\(answer.text)")
            let found = try answer.document(DiagnosisDocument.self)
            #expect(found.facts.map(\.name).prefix(4) == ["disk", "clock", "time zone", "sandbox"])
            #expect(found.findings.contains { $0.code == "MER-6642" }, "the tests' platform has no sandbox")
            #expect(found.findings.allSatisfy { !$0.mend.isEmpty })
        }
    }

    @Test(.timeLimit(.minutes(1))) func aServiceIsInspected() async throws {
        try await RunningPlatform.with { (running) async throws in
            try #require(try await running.deploy().status == 201)
            #expect(try await running.get("/hello").status == 200)
            let answer = try await running.control("GET", "/v1/services/fixture/inspection")
            try #require(answer.status == 200, "\(answer.text)")
            let found = try answer.document(InspectionDocument.self)
            #expect(found.parts.contains { $0.bytes > 100_000 })
            let instance = try #require(found.groups.flatMap(\.instances).first)
            let beginning = try #require(instance.beginning)
            #expect(beginning.spawn > 0)
            #expect(beginning.firstAnswer != nil)
            let missing = try await running.control("GET", "/v1/services/none/inspection")
            #expect(missing.status == 404)
        }
    }
}
