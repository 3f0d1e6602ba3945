/// How the end of a response body is told.
enum ResponseFraming: Equatable {
    /// No body, and no field that speaks of one: 204, or 304 and HEAD when the handler gave no length.
    case none
    /// No body follows, but the length that one would have is told: HEAD and 304.
    case lengthOnly(Int)
    case length(Int)
    case chunked
    /// The body ends with the connection: a stream for an HTTP/1.0 client.
    case untilClose

    var allowsBody: Bool {
        switch self {
        case .none, .lengthOnly: false
        case .length, .chunked, .untilClose: true
        }
    }
}
