public import Meridian
public import MeridianCore

/// A request to fire a function by hand: the body of `POST /v1/services/{service}/functions/{function}/invocations`
/// with the content type `application/vnd.meridian.invocation+json`. A body of any other type is the data itself.
public struct InvocationDocument: Sendable, Codable, Equatable {
    /// The kind of the trigger (`http`, `timer`, `event`, `queue`) or its position in the function's list, from 0.
    /// The first trigger is fired when this is left out.
    public var trigger: String?
    /// The method of an HTTP request; by default the first that is bound, or POST when there is data and GET when not.
    public var method: String?
    /// The path of an HTTP request; by default the trigger's path with `parameters` filled in.
    public var path: String?
    /// Values for the parameters of the trigger's path.
    public var parameters: [String: JSONValue]?
    public var query: [String: JSONValue]?
    public var headers: [String: String]?
    /// The data as JSON: the body of an HTTP request, the payload of a timer, the data of an event, a message of a
    /// queue or an array of messages.
    public var data: JSONValue?
    /// The data as text instead, taken as it is.
    public var body: String?

    public init(
        trigger: String? = nil, method: String? = nil, path: String? = nil, parameters: [String: JSONValue]? = nil,
        query: [String: JSONValue]? = nil, headers: [String: String]? = nil, data: JSONValue? = nil,
        body: String? = nil
    ) {
        self.trigger = trigger
        self.method = method
        self.path = path
        self.parameters = parameters
        self.query = query
        self.headers = headers
        self.data = data
        self.body = body
    }

    public static let contentType = "application/vnd.meridian.invocation+json"
}

/// What a function answered.
public struct InvocationResultDocument: Sendable, Codable, Equatable {
    public var service: ServiceName
    public var function: FunctionName
    public var release: Int
    /// The kind of the trigger that was fired.
    public var trigger: String
    public var status: Int
    /// Names and values, in order; a name may come several times.
    public var headers: [[String]]
    /// The body when it is UTF-8 text.
    public var body: String?
    /// The body in Base64 (RFC 4648 §4) when it is not.
    public var bodyBase64: String?
    public var requestID: String
    public var durationMilliseconds: Double

    public init(
        service: ServiceName, function: FunctionName, release: Int, trigger: String, status: Int,
        headers: [[String]], body: String?, bodyBase64: String?, requestID: String, durationMilliseconds: Double
    ) {
        self.service = service
        self.function = function
        self.release = release
        self.trigger = trigger
        self.status = status
        self.headers = headers
        self.body = body
        self.bodyBase64 = bodyBase64
        self.requestID = requestID
        self.durationMilliseconds = durationMilliseconds
    }
}
