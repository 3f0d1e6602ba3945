extension ErrorCode {
    public static let scriptUnusable = ErrorCode(6301)
    public static let processorLimit = ErrorCode(6302)
    public static let isolatesMissing = ErrorCode(6303)
    public static let outboundRefused = ErrorCode(6304)
    public static let unknownBinding = ErrorCode(6305)
    public static let bindingUnreachable = ErrorCode(6306)
    public static let callTooDeep = ErrorCode(6307)
    public static let isolateMemory = ErrorCode(6308)
    public static let badOutboundHost = ErrorCode(6309)
    public static let uselessScript = ErrorCode(6310)

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
            "A function in JavaScript reaches only the hosts that `outbound` in `meridian.yml` names, or else the variable "
                + "`MERIDIAN_OUTBOUND`. An address of this machine or of a private network is refused as well when the "
                + "host was allowed by a pattern only: a name that anybody may choose should not lead there.",
            mend: "Add the host to `outbound`; a private address by its exact name, this machine as `localhost:PORT`.",
            example: """
                service: shop
                outbound: [api.example.com, "*.example.org", "localhost:8080"]
                """),
        .init(
            .unknownBinding, "There is no binding of that name",
            "The code calls a service by a name that `bindings` in `meridian.yml` does not have. Where a package runs as "
                + "an app of its own nothing is bound before a variable says where the service is.",
            mend: "Declare the binding, or set `MERIDIAN_BINDING_NAME` to the address of the service.",
            example: """
                bindings:
                  PROMOTIONS: promotions

                $ MERIDIAN_BINDING_PROMOTIONS=http://127.0.0.1:8081 swift run
                """),
        .init(
            .bindingUnreachable, "A service that is called by a binding did not answer",
            "The connection could not be made, or it broke before the whole answer was there. A service that is not "
                + "deployed is answered with 404 and another number.",
            mend: "Read the log of the service that was called; check that its address is right.",
            example: """
                $ meridian logs promotions
                """),
        .init(
            .callTooDeep, "Services call each other without end",
            "Each call between services counts how many lie before it. Beyond 16 it is refused, since a service that "
                + "calls back into its callers would otherwise take every instance there is.",
            mend: "Break the circle: let one of the services have what it needs without calling the other.",
            example: """
                shop → promotions → shop → promotions → …
                """),
        .init(
            .isolateMemory, "A function in JavaScript held too much memory",
            "Its isolate held more than the service's instance may use (`memorySize`), and was ended with its requests; "
                + "other functions of the service go on, and the next request finds a fresh isolate. A script that takes "
                + "it all within one turn is ended from outside, with MER-6009.",
            mend: "Let go of what grows (global arrays and maps, caches without a limit), or raise `memorySize`.",
            example: """
                functions:
                  report:
                    memorySize: 512
                """),
        .init(
            .badOutboundHost, "An entry of outbound names no host",
            "An entry is a host, `*.` and a domain for every name below it, an address, each with a port where it is not "
                + "the scheme's own; `any` or `none` stand alone.",
            mend: "Write the host without scheme and path.",
            example: """
                outbound: [api.example.com, "*.example.org", "localhost:8080", "10.0.0.7"]
                """),
        .init(
            .uselessScript, "A script of the service is of no use",
            "Every file below `functions` becomes a function, but for those that begin with `_` or `.`, tests and "
                + "declarations of types. One that exports no handler for its triggers would not load. A file that begins "
                + "with `_` is there to be imported, and nothing imports this one.",
            mend: "Export a handler, put what functions share into a file that begins with `_`, or remove the file.",
            example: """
                functions/price.js            export default { fetch(request, env, ctx) { … } }
                functions/_shared/tax.js      import { tax } from "./_shared/tax";
                """),
    ]
}
