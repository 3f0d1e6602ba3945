public import MeridianCore

/// Which spans are listed.
public struct TraceQuery: Sendable {
    public var service: ServiceName
    public var function: FunctionName?
    /// Only the slowest of their function.
    public var isSlow: Bool
    /// Only those that failed or were turned away.
    public var isFailed: Bool
    public var since: Timestamp?
    public var limit: Int

    public init(
        service: ServiceName, function: FunctionName? = nil, isSlow: Bool = false, isFailed: Bool = false,
        since: Timestamp? = nil, limit: Int = 50
    ) {
        self.service = service
        self.function = function
        self.isSlow = isSlow
        self.isFailed = isFailed
        self.since = since
        self.limit = limit
    }

    /// With both, what is either.
    private func matches(isFailed failed: Bool, isSlow slow: Bool) -> Bool {
        isFailed || isSlow ? isFailed && failed || isSlow && slow : true
    }

    func matches(_ head: SpanHead) -> Bool {
        guard matches(isFailed: head.isFailed, isSlow: head.isSlow) else { return false }
        if let since, head.start < since.milliseconds * 1_000 { return false }
        if let function { return head.function == "\(service)/\(function)" }
        return head.function.hasPrefix(service.rawValue + "/")
    }

}
