public import MeridianCore

/// What `POST /v1/services/{service}/replays` takes.
public struct ReplayWishDocument: Sendable, Codable, Equatable {
    /// The id of the request, or of its trace.
    public var request: String
    /// The release that gets it; the live one when left out.
    public var release: Int?

    public init(request: String, release: Int? = nil) {
        self.request = request
        self.release = release
    }
}

/// A request that was sent again, with what it was answered then and now.
public struct ReplayDocument: Sendable, Codable, Equatable {
    public struct Outcome: Sendable, Codable, Equatable {
        public var release: Int
        public var status: Int
        public var milliseconds: Double
        /// `nil` when it is no text, or was not captured.
        public var body: String?
        public var bodyBytes: Int

        public init(release: Int, status: Int, milliseconds: Double, body: String?, bodyBytes: Int) {
            self.release = release
            self.status = status
            self.milliseconds = milliseconds
            self.body = body
            self.bodyBytes = bodyBytes
        }
    }

    public var service: ServiceName
    public var function: FunctionName
    public var method: String
    public var target: String
    /// The id of the request that was sent.
    public var requestID: String
    /// Header fields that were left out because they were taken out of what is kept.
    public var withheld: [String]
    public var then: Outcome
    public var now: Outcome

    public init(
        service: ServiceName, function: FunctionName, method: String, target: String, requestID: String,
        withheld: [String], then: Outcome, now: Outcome
    ) {
        self.service = service
        self.function = function
        self.method = method
        self.target = target
        self.requestID = requestID
        self.withheld = withheld
        self.then = then
        self.now = now
    }
}
