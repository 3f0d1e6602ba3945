extension ErrorCode {
    public static let tooManyWaiting = ErrorCode(6001)
    public static let workerCrashed = ErrorCode(6002)
    public static let initFailed = ErrorCode(6003)
    public static let initTimedOut = ErrorCode(6004)
    public static let spawnFailed = ErrorCode(6005)
    public static let backingOff = ErrorCode(6006)
    public static let workerGaveUp = ErrorCode(6007)
    public static let wireBroken = ErrorCode(6008)
    public static let memoryExceeded = ErrorCode(6009)
    public static let waitedTooLong = ErrorCode(6010)
    public static let notDispatchable = ErrorCode(6011)
    public static let engineStopping = ErrorCode(6012)
    public static let functionReportedError = ErrorCode(6013)
    public static let payloadTooLarge = ErrorCode(6014)
    public static let tooManyProcesses = ErrorCode(6015)
    public static let sandboxUnavailable = ErrorCode(6016)
    public static let accessLogUnusable = ErrorCode(6101)

    static let engineExplanations: [ErrorExplanation] = [
        .init(
            .tooManyWaiting, "Every instance is busy and the queue is full",
            "All instances of the function's group, up to `maxInstances`, serve as many requests as `concurrency` "
                + "allows, and as many as may wait are waiting. The answer is 429 with Retry-After.",
            mend: "Raise `maxInstances` or `concurrency`, or make the function faster.",
            example: """
                functions:
                  search:
                    maxInstances: 40
                    concurrency: 50
                """),
        .init(
            .workerCrashed, "The instance ended while it served the request",
            "The worker process exited or was killed; the message says by which signal or with which status. The "
                + "request may have been carried out in part. `meridian logs` shows what the process said last.",
            mend: "Read what the process said last, and mend what ended it.",
            example: """
                $ meridian logs shop --level error
                Fatal error: Index out of range: file Shop/Cart.swift, line 12
                """),
        .init(
            .initFailed, "An instance could not be initialised",
            "The worker process ended or reported an error before it was ready. Its message and `meridian logs` "
                + "say why: a missing environment variable, say, or an error thrown at start-up.",
            mend: "Read the log and mend what fails at start-up.",
            example: """
                $ meridian logs shop
                error: MER-1301: two functions are called 'item'
                """),
        .init(
            .initTimedOut, "An instance took too long to become ready",
            "The worker did not report ready within `initTimeout` and was killed.",
            mend: "Do less at start-up or raise it.",
            example: """
                provider:
                  initTimeout: 30s
                """),
        .init(
            .spawnFailed, "A worker process could not be started",
            "The operating system refused to run the package's executable: it is missing, not executable, or "
                + "built for another machine.",
            mend: "Build the package on a system like this one.",
            example: """
                $ file bootstrap
                bootstrap: ELF 64-bit LSB pie executable, ARM aarch64     # on an x86-64 machine
                """),
        .init(
            .backingOff, "The function keeps crashing; starts are paused",
            "Several instances in a row crashed before they answered anything, so the next start waits a little, "
                + "up to ten seconds. Retry-After says how long.",
            mend: "Deploy a release that starts.",
            example: """
                $ meridian logs shop --level error
                $ meridian deploy
                """),
        .init(
            .workerGaveUp, "The worker ended the invocation without an answer",
            "The function's runtime reported an error instead of a response, or broke off a streaming body.",
            mend: "Look up the request's log lines and mend what broke off.",
            example: """
                $ meridian logs --request 01J9Z…
                """),
        .init(
            .wireBroken, "The worker broke the wire protocol",
            "Bytes came from the worker that are not the protocol of this platform; the instance was ended.",
            mend: "Build the service again with a matching version; write nothing to descriptor 3.",
            example: """
                $ meridian build && meridian deploy shop.zip
                """),
        .init(
            .memoryExceeded, "The instance used more memory than `memorySize`",
            "The worker's resident memory passed its limit and it was killed.",
            mend: "Use less, or raise `memorySize`.",
            example: """
                functions:
                  thumbnail:
                    memorySize: 512
                """),
        .init(
            .waitedTooLong, "No instance became free in time",
            "The request waited for an instance as long as the function's timeout and was answered 503. The group "
                + "is overloaded: raise `maxInstances` or `concurrency`, or call it less.",
            mend: "Raise `maxInstances` or `concurrency`, or call the function less.",
            example: """
                functions:
                  search:
                    maxInstances: 40
                """),
        .init(
            .notDispatchable, "The request could not be handed to the worker",
            "The request head is larger than the wire carries, or the connection has no free stream.",
            mend: "Send fewer or shorter header fields; close streams that are done.",
            example: """
                Cookie: …       # the usual culprit
                """),
        .init(
            .engineStopping, "The platform is shutting down",
            "The request came while the engine ends its instances.",
            mend: "Send it again; Retry-After says when.",
            example: """
                HTTP/1.1 503 Service Unavailable
                Retry-After: 1
                """),
        .init(
            .functionReportedError, "The program reported an error instead of an answer",
            "A program with the contract lambda posted to the Runtime API's `error` path for this invocation. The "
                + "message has the type and text that it gave.",
            mend: "Read the program's log lines under the request id, and mend what it complains of.",
            example: """
                {"errorType": "KeyError", "errorMessage": "'id'", "stackTrace": []}
                """),
        .init(
            .payloadTooLarge, "The event or the answer is larger than the contract lambda carries",
            "A program with the contract lambda gets its request as one JSON event and gives its answer as another, of "
                + "at most 6 MB each. A body that is no text travels in Base64, which makes it a third larger. Answers "
                + "that are streamed are not limited.",
            mend: "Send less, stream the answer, or use the contract http, which carries bodies of any size.",
            example: """
                runtime: nodejs
                contract: http
                """),
        .init(
            .tooManyProcesses, "The instance had too many processes",
            "A worker and what it starts may have 512 processes together. Most often something starts them in a circle.",
            mend: "Find out what starts them; let a worker start few processes and wait for them.",
            example: """
                :(){ :|:& };:        # a shell that starts itself twice, for ever
                """),
        .init(
            .sandboxUnavailable, "Workers can't be set apart from the machine",
            "`meridian serve` starts workers by `meridian-sandbox`, so that one can't read the platform's files or "
                + "another service's. Here that program is not beside `meridian`, or the system does not let it make "
                + "namespaces. With `--sandbox auto` the platform says so and runs workers as ordinary processes of "
                + "its user; with `--sandbox required` it does not start.",
            mend: "Put `meridian-sandbox` into the directory of `meridian`; use Linux 5.12 or newer; allow user "
                + "namespaces.",
            example: """
                $ meridian-sandbox --probe
                $ sysctl kernel.unprivileged_userns_clone=1
                """),
        .init(
            .accessLogUnusable, "The access log can't be opened",
            "The file or its directory does not exist or may not be written.",
            mend: "Name another with `--access-log`, or turn it off.",
            example: """
                $ meridian serve --access-log entries
                """),
    ]
}
