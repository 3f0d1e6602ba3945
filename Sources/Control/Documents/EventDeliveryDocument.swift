public import MeridianCore

/// Who took an event and what came of it: the answer of `POST /v1/events?wait`.
///
/// Events are delivered while the caller waits and are not kept: what failed is the caller's to send again.
public struct EventDeliveryDocument: Sendable, Codable, Equatable {
    public struct Delivery: Sendable, Codable, Equatable {
        public var service: ServiceName
        public var function: FunctionName
        /// The status that the function answered with.
        public var status: Int
        /// Why there was no answer, when the platform could not get one.
        public var error: String?
        public var requestID: String
        public var durationMilliseconds: Double

        public init(
            service: ServiceName, function: FunctionName, status: Int, error: String?, requestID: String,
            durationMilliseconds: Double
        ) {
            self.service = service
            self.function = function
            self.status = status
            self.error = error
            self.requestID = requestID
            self.durationMilliseconds = durationMilliseconds
        }
    }

    /// The id of the event.
    public var id: String
    public var deliveries: [Delivery]

    public init(id: String, deliveries: [Delivery]) {
        self.id = id
        self.deliveries = deliveries
    }
}
