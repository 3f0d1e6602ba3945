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
                + "addresses; in `dev` the answer lists them too.",
            mend: "Bind a function to the path, or ask for one that is bound.",
            example: """
                $ curl localhost:7700/itmes
                {"title":"No function answers here","status":404,"code":"MER-1001"}
                $ meridian list
                """),
        .init(
            .methodNotAllowed, "The path exists, the method does not",
            "A function is bound to this path, but not with this method; the Allow header names the ones that "
                + "are.",
            mend: "Use one of the methods in the Allow header, or bind the function to this one as well.",
            example: """
                $ curl -X DELETE localhost:7700/items/7
                HTTP/1.1 405 Method Not Allowed
                Allow: GET, PUT
                """),
        .init(
            .nothingFound, "The function found nothing to answer with",
            "The handler returned `nil`, which stands for 404. The path and the function exist; what the caller "
                + "asked for does not.",
            mend: "Ask for something that exists; to answer otherwise, throw a `Problem` instead of returning "
                + "`nil`.",
            example: """
                func item(id: Int) -> Item? { names[id] }   // 404 where there is none
                """),
        .init(
            .badParameter, "A path, query or header parameter is missing or has the wrong type",
            "The message names the field, the value that came and the type that the function asks for. An "
                + "optional parameter or one with a default value may be left out; any other may not.",
            mend: "Send the parameter in the form that the message names, or give the function's parameter a "
                + "default.",
            example: """
                @HTTP(.get, "/items") func items(size: Int = 20)

                $ curl 'localhost:7700/items?size=many'
                MER-1101: query parameter 'size' is 'many', which is no Int
                """),
        .init(
            .badBody, "The request body does not decode",
            "The body is not the JSON that the function's parameter type describes. The message names the field "
                + "where decoding stopped.",
            mend: "Send JSON of the type that the function takes.",
            example: """
                struct Order: Codable { var item: Int }

                $ curl -d '{"item":"7"}' localhost:7700/orders    # a text where a number belongs
                """),
        .init(
            .bodyTooLarge, "The request body is larger than the function accepts",
            "A function reads a whole body up to its limit (6 MiB unless it says otherwise).",
            mend: "Raise `maxBodySize` of the function, or read the body as a stream.",
            example: """
                Function("upload", .post("/files"), body: .whole(maxBodySize: 64 << 20)) { … }
                """),
        .init(
            .badEvent, "The event does not fit the function",
            "A CloudEvent lacks a required attribute (id, source, type, specversion) or its data does not decode "
                + "to the type the function takes.",
            mend: "Send every required attribute, and data of the type that the function takes.",
            example: """
                {"specversion":"1.0","id":"1","source":"/shop","type":"com.example.paid","data":{"item":7}}
                """),
        .init(
            .handlerFailed, "The handler threw an error",
            "The function threw an error that is not a problem meant for its caller. The log line with the same "
                + "request id has the error; outside `dev` the answer keeps it to itself.",
            mend: "Look up the request's log lines, and throw a `Problem` for what a caller should be told.",
            example: """
                $ meridian logs --request 01J9Z…
                error  item  the handler threw notFound(7)
                """),
        .init(
            .resultNotEncodable, "The result can't be encoded",
            "The value the function returned could not be written as JSON, for instance a Double that is not a "
                + "number.",
            mend: "Return values that JSON has: finite numbers, and keys that are texts.",
            example: """
                func share() -> Double { sold / total }   // 0 / 0 is no number
                """),
        .init(
            .deadlineExceeded, "The function ran past its timeout",
            "The handler did not finish within the function's `timeout`. It was cancelled; a handler that ignores "
                + "cancellation has its instance ended after a grace period.",
            mend: "Make the work shorter, check `context.deadline`, or raise `timeout`.",
            example: """
                functions:
                  report:
                    timeout: 30s
                """),
        .init(
            .cancelled, "The caller went away",
            "The client closed its connection before the answer was complete, and the invocation was cancelled.",
            mend: "Nothing, when callers may leave; otherwise answer sooner than their patience lasts.",
            example: """
                $ curl -m 1 localhost:7700/slow    # gives up after a second
                """),
        .init(
            .invalidApp, "The app declares functions that can't stand together",
            "Two functions share a name or a route, or a trigger is malformed. The message names them.",
            mend: "Rename one of the two, or mend the trigger that the message names.",
            example: """
                @HTTP(.get, "/items/{id}") func item(id: Int)
                @HTTP(.get, "/items/{key}") func other(key: String)   // the same requests
                """),
        .init(
            .noWireSocket, "The worker has no socket to the platform",
            "`MERIDIAN_WIRE_FD` is set, but names no open file descriptor. The platform sets it when it starts a "
                + "worker; unset it to run the service as an ordinary app.",
            mend: "Unset `MERIDIAN_WIRE_FD` to run the service as an ordinary app.",
            example: """
                $ env -u MERIDIAN_WIRE_FD swift run Shop
                """),
    ]
}
