import Meridian
import Synchronization

/// Runs the checks of a service, all at the same time, and remembers what they found for a moment, so that those who ask
/// often do not ask the database as often.
///
/// A plug-in can ask for it: `@Inject var health: Health`.
public final class Health: Sendable {
    private struct State {
        var report: HealthReport?
        var time = ContinuousClock.now
        /// Asks that came while the checks run wait for the same result.
        var running: Task<HealthReport, Never>?
    }

    private let checks: [any HealthCheck]
    private let timeout: Duration
    private let lifetime: Duration
    private let state = Mutex(State())

    /// - Parameters:
    ///   - checks: Their names are unique.
    ///   - timeout: For checks that have none of their own.
    ///   - lifetime: How long a report is remembered.
    init(checks: [any HealthCheck], timeout: Duration, lifetime: Duration) {
        self.checks = checks
        self.timeout = timeout
        self.lifetime = lifetime
    }

    /// What the checks find, or found a moment ago.
    public func report() async -> HealthReport {
        let (known, task) = state.withLock { state -> (HealthReport?, Task<HealthReport, Never>?) in
            if let report = state.report, ContinuousClock.now - state.time < lifetime { return (report, nil) }
            if let running = state.running { return (nil, running) }
            let task = Task { await run() }
            state.running = task
            return (nil, task)
        }
        if let known { return known }
        return await task!.value
    }

    private func run() async -> HealthReport {
        let findings = await withTaskGroup(of: (Int, HealthReport.Finding).self) { group in
            for (index, check) in checks.enumerated() { group.addTask { (index, await self.run(check)) } }
            var findings: [(Int, HealthReport.Finding)] = []
            for await finding in group { findings.append(finding) }
            return findings.sorted { $0.0 < $1.0 }.map(\.1)
        }
        let report = HealthReport(findings: findings)
        state.withLock { state in
            state.report = report
            state.time = .now
            state.running = nil
        }
        return report
    }

    private func run(_ check: any HealthCheck) async -> HealthReport.Finding {
        let begun = ContinuousClock.now
        var finding = HealthReport.Finding(
            name: check.name, isOptional: check.isOptional, duration: .zero, failure: nil)
        let limit = check.timeout ?? timeout
        let outcome = Outcome()
        let work = Task {
            do {
                try await check.check()
                outcome.settle(nil)
            } catch {
                outcome.settle("\(error)")
            }
        }
        let alarm = Task {
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            outcome.settle("gave no answer within \(limit)")
        }
        // A check that ignores being cancelled is not waited for.
        finding.failure = await outcome.value()
        work.cancel()
        alarm.cancel()
        finding.duration = .now - begun
        return finding
    }
}

/// The first of two things to happen.
private final class Outcome: Sendable {
    private struct State {
        var result: String??
        var waiter: CheckedContinuation<String?, Never>?
    }

    private let state = Mutex(State())

    func settle(_ failure: String?) {
        let waiter = state.withLock { state -> CheckedContinuation<String?, Never>? in
            guard state.result == nil else { return nil }
            state.result = .some(failure)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: failure)
    }

    func value() async -> String? {
        await withCheckedContinuation { continuation in
            let result = state.withLock { state -> String?? in
                if state.result == nil { state.waiter = continuation }
                return state.result
            }
            if let result { continuation.resume(returning: result) }
        }
    }
}
