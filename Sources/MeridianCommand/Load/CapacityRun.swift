import Foundation
import LoadGenerator
import NIOCore

/// A search for capacity under way: tries what the search says, and keeps what came of it.
struct CapacityRun {
    /// A second at the beginning of each step is not counted: connections are made, and instances start.
    private static let warmUp = 1
    /// A confirmation lasts so many times as long as a step.
    private static let confirmation = 2.0

    var search: CapacitySearch
    let goal: CapacityGoal
    /// Seconds of a step.
    let seconds: Double
    private(set) var steps: [CapacityStep] = []

    init(_ search: CapacitySearch, goal: CapacityGoal, seconds: Double) {
        self.search = search
        self.goal = goal
        self.seconds = seconds
    }

    /// Searches to the end.
    /// - Parameters:
    ///   - load: Runs a curve and tells what came of it.
    ///   - onStep: Told of each step.
    /// - Returns: The highest rate that was confirmed; `nil` when the goal was missed at the lowest.
    mutating func run(
        load: (RateCurve) async throws -> LoadRecorder, onStep: (CapacityStep) -> Void
    ) async throws -> Double? {
        while let trial = search.next {
            try Task.checkCancellation()
            let length = trial.isConfirmation ? seconds * Self.confirmation : seconds
            let recorder = try await load(.steady(trial.rate, seconds: Double(Self.warmUp) + length))
            let step = CapacityStep(
                rate: trial.rate, isConfirmation: trial.isConfirmation, recorder.summary(from: Self.warmUp), goal: goal)
            steps.append(step)
            onStep(step)
            search.record(isMet: step.isMet)
        }
        if case .found(let rate) = search.outcome { return rate }
        return nil
    }
}
