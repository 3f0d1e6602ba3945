import JSONCodec

/// What the judge goes by.
public struct JudgeSettings: Hashable, Sendable {
    /// Limits that are kept to whatever the other release does. What is `nil` has none.
    public struct Thresholds: Hashable, Sendable {
        /// The most failed requests, of all: 0–1.
        public var errorRatio: Double?
        public var p50: PlanDuration?
        public var p95: PlanDuration?
        public var p99: PlanDuration?

        public init(
            errorRatio: Double? = nil, p50: PlanDuration? = nil, p95: PlanDuration? = nil, p99: PlanDuration? = nil
        ) {
            self.errorRatio = errorRatio
            self.p50 = p50
            self.p95 = p95
            self.p99 = p99
        }
    }

    /// The hypotheses of the sequential test on errors.
    public struct Errors: Hashable, Sendable {
        /// An error ratio that is acceptable.
        public var p0: Double
        /// An error ratio that is not.
        public var p1: Double
        /// The probability to find a release bad that is not, in one step.
        public var alpha: Double
        /// The probability to find a release good that is not, in one step.
        public var beta: Double

        public init(p0: Double = 0.001, p1: Double = 0.02, alpha: Double = 0.001, beta: Double = 0.01) {
            self.p0 = p0
            self.p1 = p1
            self.alpha = alpha
            self.beta = beta
        }
    }

    /// The rank test on latency.
    public struct Latency: Hashable, Sendable {
        /// The probability to find a release slower that is not, in one step.
        public var alpha: Double
        /// How much slower it may be: 0.25 is a quarter.
        public var tolerance: Double
        /// How much slower it may be in any case. An instance with a small share of the traffic finds the caches of the
        /// processor cold, which costs fractions of a millisecond whatever it does.
        public var leastDifference: PlanDuration
        /// The fewest requests of either release to compare.
        public var samples: Int
        /// Requests this long after a change of weight are left out, since instances start then.
        public var initialDelay: PlanDuration

        public init(
            alpha: Double = 0.001, tolerance: Double = 0.25, leastDifference: PlanDuration = .init(milliseconds: 1),
            samples: Int = 50, initialDelay: PlanDuration = .seconds(2)
        ) {
            self.alpha = alpha
            self.tolerance = tolerance
            self.leastDifference = leastDifference
            self.samples = samples
            self.initialDelay = initialDelay
        }
    }

    /// The rank test on processor time a request.
    public struct Processor: Hashable, Sendable {
        /// The probability to find a release dearer that is not, in one step.
        public var alpha: Double
        /// How much dearer it may be: 0.5 is a half.
        public var tolerance: Double
        /// The fewest samples to compare; there is at most one a second.
        public var samples: Int

        public init(alpha: Double = 0.001, tolerance: Double = 0.5, samples: Int = 20) {
            self.alpha = alpha
            self.tolerance = tolerance
            self.samples = samples
        }
    }

    public var thresholds: Thresholds
    public var errors: Errors
    public var latency: Latency
    public var cpu: Processor

    public init(
        thresholds: Thresholds = .init(), errors: Errors = .init(), latency: Latency = .init(), cpu: Processor = .init()
    ) {
        self.thresholds = thresholds
        self.errors = errors
        self.latency = latency
        self.cpu = cpu
    }
}

extension JudgeSettings.Latency {
    /// In nanoseconds.
    var tolerated: Tolerance { Tolerance(ratio: tolerance, least: Double(leastDifference.milliseconds) * 1e6) }
}

extension JudgeSettings {
    var problems: [String] {
        var problems: [String] = []
        func need(_ holds: Bool, _ name: String, _ value: some Any, _ rule: String) {
            if !holds { problems.append("analysis.\(name) is \(value); it must be \(rule)") }
        }
        if let ratio = thresholds.errorRatio {
            need(ratio >= 0 && ratio < 1, "thresholds.errorRatio", ratio, "at least 0 and less than 1")
        }
        need(errors.p0 > 0 && errors.p0 < 1, "errors.p0", errors.p0, "more than 0 and less than 1")
        need(errors.p1 > errors.p0 && errors.p1 < 1, "errors.p1", errors.p1, "more than p0 and less than 1")
        need(errors.alpha > 0 && errors.alpha < 0.5, "errors.alpha", errors.alpha, "more than 0 and less than 0.5")
        need(errors.beta > 0 && errors.beta < 0.5, "errors.beta", errors.beta, "more than 0 and less than 0.5")
        need(latency.alpha > 0 && latency.alpha < 0.5, "latency.alpha", latency.alpha, "more than 0 and less than 0.5")
        need(latency.tolerance >= 0 && latency.tolerance <= 100, "latency.tolerance", latency.tolerance, "0–100")
        need(
            latency.leastDifference.milliseconds <= 60_000, "latency.leastDifference", latency.leastDifference,
            "at most 1m; a larger one finds nothing")
        need(
            (20...1_000_000).contains(latency.samples), "latency.samples", latency.samples,
            "20–1,000,000; with fewer the test can't tell")
        need(cpu.alpha > 0 && cpu.alpha < 0.5, "cpu.alpha", cpu.alpha, "more than 0 and less than 0.5")
        need(cpu.tolerance >= 0 && cpu.tolerance <= 100, "cpu.tolerance", cpu.tolerance, "0–100")
        need((10...10_000).contains(cpu.samples), "cpu.samples", cpu.samples, "10–10,000")
        return problems
    }
}

extension JudgeSettings: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case thresholds, errors, latency, cpu
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        thresholds = try container.decodeIfPresent(Thresholds.self, forKey: .thresholds) ?? thresholds
        errors = try container.decodeIfPresent(Errors.self, forKey: .errors) ?? errors
        latency = try container.decodeIfPresent(Latency.self, forKey: .latency) ?? latency
        cpu = try container.decodeIfPresent(Processor.self, forKey: .cpu) ?? cpu
    }
}

extension JudgeSettings.Thresholds: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case errorRatio, p50, p95, p99
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        errorRatio = try container.decodeIfPresent(Double.self, forKey: .errorRatio)
        p50 = try container.decodeIfPresent(PlanDuration.self, forKey: .p50)
        p95 = try container.decodeIfPresent(PlanDuration.self, forKey: .p95)
        p99 = try container.decodeIfPresent(PlanDuration.self, forKey: .p99)
    }
}

extension JudgeSettings.Errors: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case p0, p1, alpha, beta
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        p0 = try container.decodeIfPresent(Double.self, forKey: .p0) ?? p0
        p1 = try container.decodeIfPresent(Double.self, forKey: .p1) ?? p1
        alpha = try container.decodeIfPresent(Double.self, forKey: .alpha) ?? alpha
        beta = try container.decodeIfPresent(Double.self, forKey: .beta) ?? beta
    }
}

extension JudgeSettings.Latency: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case alpha, tolerance, leastDifference, samples, initialDelay
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        alpha = try container.decodeIfPresent(Double.self, forKey: .alpha) ?? alpha
        tolerance = try container.decodeIfPresent(Double.self, forKey: .tolerance) ?? tolerance
        leastDifference =
            try container.decodeIfPresent(PlanDuration.self, forKey: .leastDifference) ?? leastDifference
        samples = try container.decodeIfPresent(Int.self, forKey: .samples) ?? samples
        initialDelay = try container.decodeIfPresent(PlanDuration.self, forKey: .initialDelay) ?? initialDelay
    }
}

extension JudgeSettings.Processor: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case alpha, tolerance, samples
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        alpha = try container.decodeIfPresent(Double.self, forKey: .alpha) ?? alpha
        tolerance = try container.decodeIfPresent(Double.self, forKey: .tolerance) ?? tolerance
        samples = try container.decodeIfPresent(Int.self, forKey: .samples) ?? samples
    }
}
