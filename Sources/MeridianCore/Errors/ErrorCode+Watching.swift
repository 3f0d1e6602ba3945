extension ErrorCode {
    public static let tooManyEventStreams = ErrorCode(6690)
    public static let unreadableEventStream = ErrorCode(6691)

    static let watchingExplanations: [ErrorExplanation] = [
        .init(
            .tooManyEventStreams, "A caller has too many event streams open",
            "Each stream of events holds a connection and is told of every change. One token may have 32 of them at a time, "
                + "so that one program that forgets to close them does not take the control API from all others.",
            mend: "Close streams that nobody reads, or share one: without `service` it tells of all services.",
            example: """
                MER-6690: 'ci' has 32 event streams open, which is the most; close one
                $ curl -N -H "Authorization: Bearer $MERIDIAN_TOKEN" http://127.0.0.1:7701/v1/watch?service=shop
                """),
        .init(
            .unreadableEventStream, "What came is no stream of events",
            "The command asked for `text/event-stream` and got something else: a proxy in between, or a platform of "
                + "another version.",
            mend: "Name the control API itself with `--to`.",
            example: """
                MER-6691: http://127.0.0.1:7701 answered with text/html in place of events
                $ meridian watch shop --to http://127.0.0.1:7701
                """),
    ]
}
