/// How the events of one function are delivered.
public struct LanePolicy: Sendable, Equatable {
    /// How often a function may fail with an event before it is put aside.
    public var maximumAttempts: Int
    /// How long after it was accepted an event is tried again. One that never was tried is tried once at any age.
    public var maximumAge: Duration
    /// How many calls are under way at a time.
    public var concurrency: Int
    public var backOff: BackOff
    /// The most messages of one call, by the target of calls of queues; one where there is none.
    public var batchSizes: [String: Int]
    /// How long to wait for more messages when a batch is not full.
    public var batchWindow: Duration

    public init(
        maximumAttempts: Int = 5, maximumAge: Duration = .seconds(21_600), concurrency: Int = 50,
        backOff: BackOff = BackOff(), batchSizes: [String: Int] = [:], batchWindow: Duration = .zero
    ) {
        self.maximumAttempts = maximumAttempts
        self.maximumAge = maximumAge
        self.concurrency = concurrency
        self.backOff = backOff
        self.batchSizes = batchSizes
        self.batchWindow = batchWindow
    }

    var largestBatch: Int { batchSizes.values.max() ?? 1 }
}
