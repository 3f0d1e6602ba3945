/// What is kept of requests, and for how long.
public struct TraceSettings: Sendable {
    /// Whether spans are taken down from the beginning.
    public var isOn = true
    /// Of ordinary requests, one in so many is kept.
    public var oneIn = 100
    /// Of each function so many ordinary requests a second are kept in any case.
    public var steadyPerSecond = 2
    /// The most failed and turned away requests that are kept in a second.
    public var failedPerSecond = 100
    /// The most slow requests that are kept in a second.
    public var slowPerSecond = 50
    /// How long ordinary spans wait for one of their trace that fails or is slow.
    public var window = Duration.seconds(5)
    /// The most spans that wait so.
    public var mostWaiting = 50_000
    /// The room for spans on disk, in bytes.
    public var storeBytes = 64 << 20
    public var maximumAge = Duration.seconds(7 * 86_400)
    /// Fields of heads that are never kept, beside those with credentials.
    public var redactedFields: [String] = []

    public init() {}
}
