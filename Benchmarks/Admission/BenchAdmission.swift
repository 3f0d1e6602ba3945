import Admission
import Glibc
import Synchronization

// What a decision costs: `BenchAdmission time` for a person, `BenchAdmission count SCENARIO DECISIONS` for the script
// `check`, which counts instructions and allocations.

@main
enum BenchAdmission {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments == ["time"] {
            for scenario in Scenario.allCases {
                print(scenario.rawValue, try nanoseconds(Run(scenario)))
            }
            print("two-loops", try nanosecondsOfTwoLoops())
        } else if arguments.count == 3, arguments[0] == "count", let scenario = Scenario(rawValue: arguments[1]),
            let decisions = Int(arguments[2])
        {
            try Run(scenario).decide(decisions)
        } else {
            print("usage: BenchAdmission time | count SCENARIO DECISIONS")
            print("scenarios: \(Scenario.allCases.map(\.rawValue).joined(separator: ", "))")
            exit(64)
        }
    }

    /// The best of twenty turns, since whatever else the machine does only adds to it.
    private static func nanoseconds(_ run: Run) throws -> Int {
        run.decide(Run.turn)
        return (0..<20).map { _ in
            let start = ContinuousClock.now
            run.decide(Run.turn)
            return Int((ContinuousClock.now - start) / .nanoseconds(Run.turn))
        }.min() ?? 0
    }

    /// With a second event loop that asks the same limit all the while.
    private static func nanosecondsOfTwoLoops() throws -> Int {
        let run = try Run(.oneRule)
        let other = SecondLoop(run)
        other.start()
        defer { other.stop() }
        return try nanoseconds(run)
    }
}

/// A thread that decides until it is told to stop.
private final class SecondLoop: @unchecked Sendable {
    private let run: Run
    private let isOver = Atomic<Bool>(false)
    private var thread = pthread_t()

    init(_ run: Run) {
        self.run = Run(sharing: run)
    }

    func start() {
        let unowned = Unmanaged.passUnretained(self).toOpaque()
        pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let loop = Unmanaged<SecondLoop>.fromOpaque(argument).takeUnretainedValue()
                while !loop.isOver.load(ordering: .relaxed) { loop.run.decide(1_000) }
                return nil
            }, unowned)
    }

    func stop() {
        isOver.store(true, ordering: .relaxed)
        pthread_join(thread, nil)
    }
}
