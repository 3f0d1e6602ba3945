import MeridianCore

extension SpecificationKeys {
    static let scaling = KeyTable(
        "scaling", "How the number of instances follows the load.", initial: ScalingOptions(),
        [
            Key(
                "target", .number(ScalingOptions.targetRange), standard: "concurrency",
                "Requests at a time that an instance should have; at most `concurrency`."
            ) { $1.target = $0 },
            Key(
                "window", .duration(atMost: ScalingOptions.windowRange.upperBound), standard: "idleTimeout",
                "How long load is averaged over, at least 6s; what was needed within it stays."
            ) { $1.window = $0 },
            Key(
                "panicWindow", .duration(atMost: ScalingOptions.panicWindowRange.upperBound), standard: "window ÷ 10",
                "How long the short average is, by which a peak is seen; at least 100ms, and at most 6s unless it is set."
            ) { $1.panicWindow = $0 },
            Key(
                "panicThreshold", .number(ScalingOptions.panicThresholdRange), standard: "2",
                "A peak is when the short average asks for so many times the instances that are ready."
            ) { $1.panicThreshold = $0 },
            Key(
                "queueDelay", .duration(atMost: ScalingOptions.queueDelayRange.upperBound), standard: "5ms",
                "How long requests may wait on average, at least 1ms, before there is an instance more."
            ) { $1.queueDelay = $0 },
        ])
}

extension Shape where Value == Criticality {
    static var criticality: Shape {
        Shape<String>.choice(Criticality.allCases.map(\.name), what: "criticality", code: .valueOutOfRange)
            .map { _, name, _, _ in Criticality(name: name) }
    }
}
