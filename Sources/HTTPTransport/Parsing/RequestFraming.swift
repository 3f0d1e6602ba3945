/// What a request head says to the transport rather than to the handler.
struct RequestFraming: Equatable, Sendable {
    enum Body: Equatable, Sendable {
        case none
        case length(Int)
        case chunked
    }

    var body: Body = .none
    /// Whether the client lets the connection live on after the answer.
    var keepAlive = true
    /// Whether the client waits for `100 Continue` before it sends the body.
    var expectsContinue = false
    var isHTTP10 = false
    /// Whether the method is HEAD, whose answer has no body.
    var isHead = false
    /// Whether the client offers to go on with WebSocket on the connection (RFC 9110 §7.8).
    var offersWebSocket = false
}
