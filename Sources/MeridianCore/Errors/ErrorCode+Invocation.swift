extension ErrorCode {
    public static let functionNotFound = ErrorCode(1001)
    public static let methodNotAllowed = ErrorCode(1002)
    public static let nothingFound = ErrorCode(1003)
    public static let badParameter = ErrorCode(1101)
    public static let badBody = ErrorCode(1102)
    public static let bodyTooLarge = ErrorCode(1103)
    public static let badEvent = ErrorCode(1104)
    public static let handlerFailed = ErrorCode(1201)
    public static let resultNotEncodable = ErrorCode(1202)
    public static let deadlineExceeded = ErrorCode(1203)
    public static let cancelled = ErrorCode(1204)
    public static let invalidApp = ErrorCode(1301)
    public static let noWireSocket = ErrorCode(1302)

    static let invocationExplanations: [ErrorExplanation] = [
        .init(
            .functionNotFound, "No function answers here",
            "No HTTP trigger of the service matches this path. `meridian list` shows the functions with their "
                + "addresses; in `dev` the answer lists them too."),
        .init(
            .methodNotAllowed, "The path exists, the method does not",
            "A function is bound to this path, but not with this method; the Allow header names the ones that are."),
        .init(
            .nothingFound, "The function found nothing to answer with",
            "The handler returned `nil`, which stands for 404. The path and the function exist; what the caller asked "
                + "for does not."),
        .init(
            .badParameter, "A path, query or header parameter is missing or has the wrong type",
            "The message names the field, the value that came and the type that the function asks for. "
                + "An optional parameter or one with a default value may be left out; any other may not."),
        .init(
            .badBody, "The request body does not decode",
            "The body is not the JSON that the function's parameter type describes. The message names the field "
                + "where decoding stopped."),
        .init(
            .bodyTooLarge, "The request body is larger than the function accepts",
            "A function reads a whole body up to its limit (6 MiB unless it says otherwise). Raise `maxBodySize` "
                + "on the function or read the body as a stream."),
        .init(
            .badEvent, "The event does not fit the function",
            "A CloudEvent lacks a required attribute (id, source, type, specversion) or its data does not decode "
                + "to the type the function takes."),
        .init(
            .handlerFailed, "The handler threw an error",
            "The function threw an error that is not a problem meant for its caller. The log line with the same "
                + "request id has the error; outside `dev` the answer keeps it to itself."),
        .init(
            .resultNotEncodable, "The result can't be encoded",
            "The value the function returned could not be written as JSON, for instance a Double that is not a number."),
        .init(
            .deadlineExceeded, "The function ran past its timeout",
            "The handler did not finish within the function's `timeout`. It was cancelled; a handler that ignores "
                + "cancellation has its instance ended after a grace period. Make the work shorter, check "
                + "`context.deadline`, or raise `timeout`."),
        .init(
            .cancelled, "The caller went away",
            "The client closed its connection before the answer was complete, and the invocation was cancelled."),
        .init(
            .invalidApp, "The app declares functions that can't stand together",
            "Two functions share a name or a route, or a trigger is malformed. The message names them."),
        .init(
            .noWireSocket, "The worker has no socket to the platform",
            "`MERIDIAN_WIRE_FD` is set, but names no open file descriptor. The platform sets it when it starts a "
                + "worker; unset it to run the service as an ordinary app."),
    ]
}
