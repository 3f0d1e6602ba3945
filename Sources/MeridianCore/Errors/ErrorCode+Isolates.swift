extension ErrorCode {
    public static let scriptUnusable = ErrorCode(6301)
    public static let processorLimit = ErrorCode(6302)
    public static let isolatesMissing = ErrorCode(6303)
    public static let outboundRefused = ErrorCode(6304)

    static let isolatesExplanations: [ErrorExplanation] = [
        .init(
            .scriptUnusable, "The script of a function does not load",
            "The package's script threw an error while it was evaluated, or the module of the function exports no "
                + "handler. The message names the place in the author's file.",
            mend: "Mend the place that the message names, build and deploy again.",
            example: """
                // functions/price.js
                export default { async fetch(request, env, ctx) { return Response.json({ price: 42 }) } }
                """),
        .init(
            .processorLimit, "A function held the processor too long",
            "The script computed for as long as the function's `timeout` allows without giving the processor back, and "
                + "was ended. Its other requests at the time failed with it; the next one finds a fresh isolate.",
            mend: "Divide the work, or raise `timeout`.",
            example: """
                functions:
                  report:
                    timeout: 30s
                """),
        .init(
            .isolatesMissing, "This platform has no program for JavaScript",
            "`meridian-isolate` is started beside the platform to run functions in JavaScript. It was not found beside "
                + "the command.",
            mend: "Put `meridian-isolate` into the directory of `meridian`.",
            example: """
                $ ls "$(dirname "$(command -v meridian)")"
                meridian  meridian-isolate
                """),
        .init(
            .outboundRefused, "A function may not reach that host",
            "A function in JavaScript reaches only the hosts that the variable `MERIDIAN_OUTBOUND` names, divided by "
                + "commas: `api.example.com`, `localhost:8080`, `*.example.org` for every name below it, `*` for any.",
            mend: "Add the host to `MERIDIAN_OUTBOUND`.",
            example: """
                provider:
                  environment:
                    MERIDIAN_OUTBOUND: api.example.com, *.example.org
                """),
    ]
}
