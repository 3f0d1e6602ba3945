public import MeridianCore

/// What an operator asks of the deliveries to a function, beside what its triggers say.
public struct DeliverySettings: Sendable, Equatable, Codable {
    /// 1–100; 5 unless told otherwise.
    public var maximumAttempts: Int?
    /// Seconds, 1–1,209,600; six hours unless told otherwise.
    public var maximumAge: Double?
    /// Calls under way at a time, 1–1,000; 50 unless told otherwise.
    public var concurrency: Int?
    /// Seconds to wait for more messages of a queue when a batch is not full, 0–300.
    public var batchWindow: Double?
    /// Who gets what the function answers.
    public var onSuccess: Destination?
    /// Who gets events that are put aside.
    public var onFailure: Destination?
    /// Which events the function takes, of those that its triggers do: by an attribute's name, what it must be.
    public var filter: [String: AttributeFilter]?
    /// What becomes of moments of its timers that passed while the platform was down.
    public var catchUp: PersistentTimer.CatchUp?
    /// Where the cron expressions of its timers are local time, such as `Europe/Berlin`.
    public var timeZone: String?

    public init(
        maximumAttempts: Int? = nil, maximumAge: Double? = nil, concurrency: Int? = nil, batchWindow: Double? = nil,
        onSuccess: Destination? = nil, onFailure: Destination? = nil, filter: [String: AttributeFilter]? = nil,
        catchUp: PersistentTimer.CatchUp? = nil, timeZone: String? = nil
    ) {
        self.maximumAttempts = maximumAttempts
        self.maximumAge = maximumAge
        self.concurrency = concurrency
        self.batchWindow = batchWindow
        self.onSuccess = onSuccess
        self.onFailure = onFailure
        self.filter = filter
        self.catchUp = catchUp
        self.timeZone = timeZone
    }

    /// - Throws: ``MeridianCore/ErrorCode/badDeliverySettings``.
    public func check() throws(MeridianError) {
        func check<Value: Comparable>(_ name: String, _ value: Value?, _ range: ClosedRange<Value>)
            throws(MeridianError)
        {
            guard let value, !range.contains(value) else { return }
            throw MeridianError(
                .badDeliverySettings,
                "\(name) is \(value); it must be from \(range.lowerBound) to \(range.upperBound)", status: 400)
        }
        try check("maximumAttempts", maximumAttempts, 1...100)
        try check("maximumAge", maximumAge, 1...1_209_600)
        try check("concurrency", concurrency, 1...1_000)
        try check("batchWindow", batchWindow, 0...300)
        for (name, filter) in filter ?? [:] where filter.isEmpty {
            throw MeridianError(
                .badDeliverySettings, "the filter of '\(name)' asks for nothing; give exact, prefix or suffix",
                status: 400)
        }
    }

    /// - Parameter batchSizes: Of the function's triggers.
    public func policy(batchSizes: [String: Int]) -> LanePolicy {
        var policy = LanePolicy(batchSizes: batchSizes)
        if let maximumAttempts { policy.maximumAttempts = maximumAttempts }
        if let maximumAge { policy.maximumAge = .seconds(maximumAge) }
        if let concurrency { policy.concurrency = concurrency }
        if let batchWindow { policy.batchWindow = .seconds(batchWindow) }
        return policy
    }
}
