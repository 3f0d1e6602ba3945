import MeridianCore
import NIOCore
import Synchronization
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

    /// What a worker that may hold 64 MiB seems to hold: first those in turn, then always the same.
    private final class Appearance: Sendable {
        private let levels: Mutex<(next: [UInt64], always: UInt64)>

        init(always: UInt64) { levels = Mutex(([], always << 20)) }

        func set(_ next: [UInt64], always: UInt64) {
            levels.withLock { $0 = (next.map { $0 << 20 }, always << 20) }
        }

        var resident: UInt64 {
            levels.withLock { $0.next.isEmpty ? $0.always : $0.next.removeFirst() }
        }
    }

    /// A worker of whose memory an isolate may hold a third, that has loaded everything and then seems to be near its limit.
    private func makeWorker() async throws -> WorkerHarness {
        let appearance = Appearance(always: 10)
        let worker = try await WorkerHarness(Self.functions, memory: 64 << 20, resident: { appearance.resident })
        appearance.set([], always: 60)
        return worker
    }

    @Test func `an isolate with nothing to do makes room for another`() async throws {
        let appearance = Appearance(always: 10)
        let other = Self.functions[2].value
        let worker = try await WorkerHarness(
            ["a": other, "b": other, "c": other, "d": Self.functions[1].value], memory: 64 << 20, group: [0, 1, 2],
            resident: { appearance.resident })
        for function in [1, 2, 0] { _ = try await worker.call(function) }
        let before = try await worker.loaded
        #expect(before == [0, 1, 2])
        // One has to go, and is the one that was asked longest ago.
        appearance.set([60, 10], always: 10)
        _ = try await worker.call(3)
        let after = try await worker.loaded
        #expect(after == [0, 2, 3])
        // It is there again when it is asked for, from its beginning, while the others have gone on.
        let again = try await worker.call(1)
        #expect(again.body == "1")
        let gone = try await worker.call(2)
        #expect(gone.body == "2")
    }

    @Test func `what is at work stays, however little room there is`() async throws {
        let appearance = Appearance(always: 10)
        let gate = """
            let open;
            exports.fetch = (request) => {
              if (request.method === "PUT") { open(); return new Response("opened"); }
              return new Promise((done) => { open = () => done(new Response("went on")); });
            };
            """
        let worker = try await WorkerHarness(
            ["gate": gate, "other": Self.functions[2].value], memory: 64 << 20, group: [],
            resident: { appearance.resident })
        async let waiting = worker.call(0)
        while try await worker.loaded.isEmpty {}
        appearance.set([], always: 63)
        let other = try await worker.call(1)
        #expect(other.body == "1")
        _ = try await worker.call(0, .put)
        let answer = try await waiting
        #expect(answer.body == "went on")
    }

    @Test func `a large script needs more room`() {
        let budget = MemoryBudget(worker: 100 << 20)
        #expect(!budget.isShort(resident: 80 << 20, script: 1_000))
        #expect(budget.isShort(resident: 80 << 20, script: 2 << 20))
        #expect(budget.isShort(resident: 88 << 20, script: 1_000))
        #expect(!MemoryBudget(worker: 0).isShort(resident: 1 << 40, script: 1 << 30))
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
