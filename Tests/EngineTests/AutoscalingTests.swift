import Engine
import MeridianCore
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2)))
struct AutoscalingTests {
    /// An instance could serve all of it; the target asks for more of them.
    private static let options = FunctionOptions(
        concurrency: 100, maxInstances: 4, idleTimeout: 0.2,
        scaling: ScalingOptions(target: 2, window: 0.5, panicWindow: 0.1))

    private final class Flag: Sendable {
        let isSet = Atomic(false)
    }

    /// Calls again and again, so many at a time, until `condition` holds.
    private func load(
        _ release: ActiveRelease, atATime: Int, until condition: @escaping @Sendable (GroupStatus) -> Bool
    ) async throws -> GroupStatus {
        let over = Flag()
        return try await withThrowingTaskGroup(of: Void.self) { callers in
            for _ in 0..<atATime {
                callers.addTask {
                    repeat {
                        _ = try await release.call("slow", "/slow?ms=20")
                    } while !over.isSet.load(ordering: .relaxed)
                }
            }
            let status = try await release.group(where: condition)
            over.isSet.store(true, ordering: .relaxed)
            try await callers.waitForAll()
            return status
        }
    }

    @Test func instancesFollowTheLoadAndNoRequestIsLost() async throws {
        try await Fixture.withRelease(Self.options) { _, release in
            let busy = try await load(release, atATime: 8) { group in
                group.instances.count { $0.state == "ready" } == 4 && group.wanted == 4
            }
            #expect(busy.crashed == 0)
            // They leave while others are served.
            let calm = try await load(release, atATime: 1) { group in
                group.instances.count == 1 && group.wanted == 1
            }
            #expect(calm.crashed == 0)
            let idle = try await release.group { $0.instances.isEmpty }
            #expect(idle.wanted == 0 && idle.crashed == 0)
        }
    }

    @Test func anInstanceIsFilledToItsTargetBeforeTheNext() async throws {
        // Longer than the calls take: who ends one at its timeout, the instance or the pool, is not what this is about.
        let options = FunctionOptions(
            timeout: 20, concurrency: 100, standby: 3, maxInstances: 3, scaling: ScalingOptions(target: 2))
        try await Fixture.withRelease(options) { _, release in
            _ = try await release.group { group in group.instances.count { $0.state == "ready" } == 3 }
            try await withThrowingTaskGroup(of: Void.self) { callers in
                for _ in 0..<6 { callers.addTask { _ = try await release.call("slow", "/slow?ms=4000") } }
                let group = try await release.group { $0.instances.reduce(0) { $0 + $1.inFlight } == 6 }
                #expect(group.instances.map(\.inFlight) == [2, 2, 2])
                try await callers.waitForAll()
            }
        }
    }
}
