/// How a request ended, as `faas_requests_total` tells it.
public enum RequestOutcome: Int, Sendable, CaseIterable {
    case ok
    /// The function or its worker failed: any 5xx but those below.
    case error
    /// Answered 504.
    case timeout
    /// Turned away by the platform for want of room: 429 or 503 without an instance.
    case shed
    /// The caller's own fault, 4xx, or the caller went away.
    case client

    public var label: String { "\(staticLabel)" }

    /// ``label`` as it is in the program.
    public var staticLabel: StaticString {
        switch self {
        case .ok: "ok"
        case .error: "error"
        case .timeout: "timeout"
        case .shed: "shed"
        case .client: "client"
        }
    }

    /// - Parameter wasShed: The platform turned the request away.
    public init(status: Int, wasShed: Bool) {
        self =
            if wasShed {
                .shed
            } else if status == 504 {
                .timeout
            } else if status >= 500 {
                .error
            } else if status >= 400 {
                .client
            } else {
                .ok
            }
    }
}
