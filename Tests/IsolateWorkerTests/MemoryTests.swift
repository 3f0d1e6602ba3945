import NIOCore
import Testing

@testable import IsolateWorker

@Suite(.timeLimit(.minutes(1)))
struct MemoryTests {
    private static let functions: KeyValuePairs<String, String> = [
        "hoard": """
        const kept = [];
        exports.fetch = async (request) => {
          for (let part = 0; part < 40; part++) kept.push(new Array(1 << 17).fill(part));
          await new Promise((done) => setTimeout(done, 20_000));
          return new Response("kept");
        };
        """,
        "garbage": """
        exports.fetch = async () => {
          for (let part = 0; part < 40; part++) new Array(1 << 17).fill(part);
          await new Promise((done) => setTimeout(done, 300));
          return new Response("clean");
        };
        """,
        "other": "let calls = 0; exports.fetch = () => new Response(String(++calls));",
    ]

    /// A worker that may hold 64 MiB, of which an isolate may hold a third, and seems to be near it.
    private func makeWorker() async throws -> WorkerHarness {
        try await WorkerHarness(Self.functions, memory: 64 << 20, resident: { 60 << 20 })
    }

    @Test func `a function that holds too much is ended, and others go on`() async throws {
        let worker = try await makeWorker()
        let before = try await worker.call(2)
        #expect(before.body == "1")
        let answer = try await worker.call(0)
        #expect(answer.status == 507)
        #expect(answer.body.contains("MER-6308"))
        let after = try await worker.call(2)
        #expect(after.body == "2")
        let isBusy = try await worker.isBusy
        #expect(!isBusy)
    }

    @Test func `what can be freed ends nobody`() async throws {
        let worker = try await makeWorker()
        let answer = try await worker.call(1)
        #expect(answer.body == "clean")
    }

    @Test(arguments: [(96, 32), (120, 40), (240, 80), (768, 256)] as [(UInt64, UInt64)])
    func `an isolate has what the worker leaves it`(_ worker: UInt64, _ isolate: UInt64) {
        let budget = MemoryBudget(worker: worker << 20)
        #expect(budget.isolate == isolate << 20)
        #expect(!budget.isTight(resident: (worker << 20) / 2))
        #expect(budget.isTight(resident: worker << 20))
    }

    @Test func `without a limit nothing is tight`() {
        let budget = MemoryBudget(worker: 0)
        #expect(!budget.isTight(resident: .max))
    }

    @Test func `the memory of this process is known`() {
        let resident = MemoryBudget.resident()
        #expect(resident > 1 << 20)
    }
}
