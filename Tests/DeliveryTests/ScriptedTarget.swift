import MeridianCore
import NIOCore
import Persistence
import Synchronization

@testable import Delivery

/// A function that does what a test says, and remembers what it was called with.
final class ScriptedTarget: DeliveryTarget {
    struct Record: Sendable, Equatable {
        var texts: [String]
        var attempts: [Int]
    }

    private struct State {
        var calls: [Record] = []
        var succeeded: [EventID] = []
        var died: [EventID: String] = [:]
        var running = 0
        var mostRunning = 0
        var policy: LanePolicy
    }

    private let state: Mutex<State>
    private let answer: @Sendable ([DueCall]) async -> DeliveryOutcome

    init(
        _ policy: LanePolicy = LanePolicy(),
        answer: @escaping @Sendable ([DueCall]) async -> DeliveryOutcome = {
            _ in .taken(ByteBuffer())
        }
    ) {
        state = Mutex(State(policy: policy))
        self.answer = answer
    }

    var calls: [Record] { state.withLock { $0.calls } }
    var texts: [String] { calls.flatMap(\.texts) }
    var succeeded: [EventID] { state.withLock { $0.succeeded } }
    var died: [EventID: String] { state.withLock { $0.died } }
    var mostRunning: Int { state.withLock { $0.mostRunning } }

    func policy() async -> LanePolicy { state.withLock { $0.policy } }

    func deliver(_ calls: [DueCall]) async -> DeliveryOutcome {
        state.withLock { state in
            state.calls.append(
                Record(texts: calls.map { String(buffer: $0.call.body) }, attempts: calls.map(\.event.attempts)))
            state.running += 1
            state.mostRunning = max(state.mostRunning, state.running)
        }
        defer { state.withLock { $0.running -= 1 } }
        return await answer(calls)
    }

    func succeeded(_ call: DueCall, _ answer: ByteBuffer) async throws {
        state.withLock { $0.succeeded.append(call.event.id) }
    }

    func died(_ event: QueuedEvent, _ reason: String) async throws {
        state.withLock { $0.died[event.id] = reason }
    }
}

extension DueCall {
    var text: String { String(buffer: call.body) }
}

extension NewEvent {
    /// An event for the lane `f`.
    static func event(_ text: String, key: String? = nil, kind: QueuedCall.Kind = .event) -> NewEvent {
        let call = QueuedCall(kind: kind, trigger: 0, target: "/f", fields: [:], body: ByteBuffer(string: text))
        return NewEvent(lane: "f", head: call.head, payload: call.body, orderingKey: key)
    }
}
