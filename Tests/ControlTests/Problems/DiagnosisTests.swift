import Access
import Admission
import Engine
import Foundation
import MeridianCore
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
        func group(crashed: Int, waiting: Int) -> GroupStatus {
            let json =
                #"{"group":"g","functions":["pay"],"instances":[],"wanted":1,"started":9,"#
                + #""crashed":\#(crashed),"waiting":\#(waiting)}"#
            return try! JSONDecoder().decode(GroupStatus.self, from: Data(json.utf8))
        }
        #expect(codes { $0.judge([group(crashed: 0, waiting: 3)], of: shop, release: 1) }.isEmpty)
        #expect(
            codes { $0.judge([group(crashed: 2, waiting: 500)], of: shop, release: 1) }
                == ["error MER-6644", "warning MER-6645"])
        let queues = [
            QueueDocument(service: shop, function: "paid", pending: 9, dead: 1, delaySeconds: 90),
            QueueDocument(service: shop, function: "mail", pending: 9, dead: 0, delaySeconds: 1),
        ]
        #expect(codes { $0.judge(queues) } == ["warning MER-6645", "warning MER-6645"])
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
            #expect(found.facts.map(\.name).prefix(3) == ["disk", "clock", "sandbox"])
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
