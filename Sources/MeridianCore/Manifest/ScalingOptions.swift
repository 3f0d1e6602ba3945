/// How the number of a function's instances follows its load. `nil` leaves a value to the platform.
///
/// The windows and the threshold are those of Knative's autoscaler (`stable-window`, `panic-window-percentage`,
/// `panic-threshold-percentage`).
public struct ScalingOptions: Hashable, Sendable, Codable {
    /// Requests at a time that an instance should have, where `concurrency` is the most that it may have.
    public var target: Double?
    /// Seconds over which load is averaged; what ran within them keeps its instances.
    public var window: Double?
    /// Seconds of the short average, by which a peak is seen early.
    public var panicWindow: Double?
    /// A peak is when the short average asks for so many times the instances that are ready.
    public var panicThreshold: Double?
    /// Seconds that requests may wait for an instance on average before there is one more.
    public var queueDelay: Double?

    public init(
        target: Double? = nil, window: Double? = nil, panicWindow: Double? = nil, panicThreshold: Double? = nil,
        queueDelay: Double? = nil
    ) {
        self.target = target
        self.window = window
        self.panicWindow = panicWindow
        self.panicThreshold = panicThreshold
        self.queueDelay = queueDelay
    }

    /// These values where they are set, `other`'s where they are not.
    public func merged(over other: ScalingOptions) -> ScalingOptions {
        ScalingOptions(
            target: target ?? other.target, window: window ?? other.window,
            panicWindow: panicWindow ?? other.panicWindow, panicThreshold: panicThreshold ?? other.panicThreshold,
            queueDelay: queueDelay ?? other.queueDelay)
    }
}

extension ScalingOptions {
    public static let targetRange = 0.01...1000.0
    /// Seconds, as Knative bounds it.
    public static let windowRange = 6.0...3600.0
    /// Seconds.
    public static let panicWindowRange = 0.1...600.0
    public static let panicThresholdRange = 1.1...10.0
    /// Seconds.
    public static let queueDelayRange = 0.001...10.0

    /// What is wrong with these values beside the most requests that an instance may have at a time.
    func problems(concurrency: Int?) -> [FunctionOptions.Problem] {
        var problems: [FunctionOptions.Problem] = []
        func check(_ key: String, _ value: Double?, _ range: ClosedRange<Double>, _ unit: String = "") {
            guard let value, !range.contains(value) else { return }
            func shown(_ value: Double) -> String { FunctionOptions.shown(value) + unit }
            problems.append(
                .init(
                    key: "scaling",
                    message: "\(key) of scaling is \(shown(value)); it must be "
                        + "\(FunctionOptions.shown(range.lowerBound))–\(shown(range.upperBound))"))
        }
        check("target", target, Self.targetRange)
        check("window", window, Self.windowRange, " s")
        check("panicWindow", panicWindow, Self.panicWindowRange, " s")
        check("panicThreshold", panicThreshold, Self.panicThresholdRange)
        check("queueDelay", queueDelay, Self.queueDelayRange, " s")
        if let panicWindow, let window, panicWindow > window, problems.isEmpty {
            problems.append(
                .init(
                    key: "scaling",
                    message: "panicWindow of scaling is \(FunctionOptions.shown(panicWindow)) s, longer than window, "
                        + "which is \(FunctionOptions.shown(window)) s; shorten it or lengthen window"))
        }
        if let target, let concurrency, target > Double(concurrency), problems.isEmpty {
            problems.append(
                .init(
                    key: "scaling",
                    message: "target of scaling is \(FunctionOptions.shown(target)), more than concurrency, which is "
                        + "\(concurrency); an instance never has so many"))
        }
        return problems
    }
}

/// ``ScalingOptions`` without gaps: what the engine works with.
public struct ResolvedScaling: Hashable, Sendable {
    /// Requests at a time that an instance should have.
    public var target: Double
    /// Seconds.
    public var window: Double
    /// Seconds.
    public var panicWindow: Double
    public var panicThreshold: Double
    /// Seconds.
    public var queueDelay: Double

    /// A tenth of the window, at most 6 s, as Knative has it for its window of a minute.
    private static let panicShare = 0.1
    private static let longestPanic = 6.0

    /// - Parameters:
    ///   - concurrency: Stands for a target that is not set.
    ///   - idleTimeout: Stands for a window that is not set, in seconds: what was needed within it stays.
    init(_ options: ScalingOptions, concurrency: Int, idleTimeout: Double) {
        target = min(options.target ?? Double(concurrency), Double(concurrency))
        window = options.window ?? min(idleTimeout, ScalingOptions.windowRange.upperBound)
        panicWindow = min(options.panicWindow ?? min(window * Self.panicShare, Self.longestPanic), window)
        panicThreshold = options.panicThreshold ?? 2
        queueDelay = options.queueDelay ?? 0.005
    }

    /// Functions that share instances get those that the most demanding of them asks for.
    mutating func widen(by other: ResolvedScaling) {
        target = min(target, other.target)
        window = max(window, other.window)
        panicWindow = min(panicWindow, other.panicWindow)
        panicThreshold = min(panicThreshold, other.panicThreshold)
        queueDelay = min(queueDelay, other.queueDelay)
    }
}
