extension ErrorCode {
    public static let unknownTrace = ErrorCode(6630)
    public static let nothingCaptured = ErrorCode(6631)
    public static let bodyNotCaptured = ErrorCode(6632)
    public static let profilerMissing = ErrorCode(6633)
    public static let profilerFailed = ErrorCode(6634)
    public static let notProfilable = ErrorCode(6635)
    public static let nothingRuns = ErrorCode(6636)
    public static let badTracingSetting = ErrorCode(6637)
    public static let badExportAddress = ErrorCode(6638)
    public static let exportFailed = ErrorCode(6639)
    public static let spaceRunsOut = ErrorCode(6640)
    public static let segmentDamaged = ErrorCode(6641)
    public static let workersNotApart = ErrorCode(6642)
    public static let clockNotKept = ErrorCode(6643)
    public static let instancesCrash = ErrorCode(6644)
    public static let workPilesUp = ErrorCode(6645)
    public static let functionFails = ErrorCode(6646)
    public static let tokenExpires = ErrorCode(6647)
    public static let recordsLost = ErrorCode(6648)
    public static let releaseCannotServe = ErrorCode(6649)

    static let tracingExplanations: [ErrorExplanation] = requestExplanations + findingExplanations

    private static let requestExplanations: [ErrorExplanation] = [
        .init(
            .unknownTrace, "Nothing is kept of that request",
            "All failed requests are kept up to a rate, the slowest of each function, and a few of the rest; of the "
                + "others nothing is kept. What was kept goes when it is too old or there is too much of it.",
            mend: "Copy the id from the answer's x-request-id, or find a kept request with `meridian traces`.",
            example: """
                $ meridian traces shop --slow
                $ meridian trace 0af7651916cd43dd8448eb211c80319c
                """),
        .init(
            .nothingCaptured, "The request was not captured",
            "Its course is kept, but not what it asked: that is only captured of requests that fail or are slow.",
            mend: "Choose a request that `meridian traces` marks as captured.",
            example: """
                $ meridian traces shop --failed
                """),
        .init(
            .bodyNotCaptured, "The request's body was too large to be captured",
            "Bodies are captured up to 64 KiB. A replay with a part of the body would tell nothing.",
            mend: "Send the request again from where it came.",
            example: """
                MER-6632: the body of the request was larger than 65536 bytes and was not captured
                """),
        .init(
            .profilerMissing, "There is no `perf` on this machine",
            "Flame graphs of functions that are programs are made of the samples that `perf` takes.",
            mend: "Install it (Debian: linux-perf) where the platform runs.",
            example: """
                # apt-get install linux-perf
                """),
        .init(
            .profilerFailed, "`perf` took no samples",
            "It may not look at other processes (kernel.perf_event_paranoid), or the function did nothing while it "
                + "looked. The message has what it said.",
            mend: "Call the function while it is profiled; allow perf to look at processes of the platform's user.",
            example: """
                # sysctl kernel.perf_event_paranoid=1
                """),
        .init(
            .notProfilable, "The function's processor time can't be told apart",
            "Scripts are sampled by JavaScriptCore itself, and the library of this machine was built without its sampling "
                + "profiler; samples of the process don't show functions of scripts.",
            mend: "Install Debian's JavaScriptCore, which has it, or measure inside the function with "
                + "`performance.now()`.",
            example: """
                $ meridian trace 0af7651916cd43dd8448eb211c80319c
                """),
        .init(
            .nothingRuns, "No instance of the function runs",
            "It has scaled to zero, or its release has just been retired.",
            mend: "Call the function, then try again while it works.",
            example: """
                $ meridian status
                """),
        .init(
            .badTracingSetting, "A setting of traces can't be used",
            "The message names the setting and what it may be.",
            mend: "Correct the value that the message names.",
            example: """
                $ meridian serve --redact-header x-api-key
                """),
        .init(
            .badExportAddress, "Traces can't be sent to that address",
            "The address of an OpenTelemetry collector is an http:// URL; traces, metrics and logs go to /v1/traces, "
                + "/v1/metrics and /v1/logs below it.",
            mend: "Write the address of the collector's OTLP/HTTP receiver.",
            example: """
                $ meridian serve --otlp http://127.0.0.1:4318
                """),
        .init(
            .exportFailed, "The collector did not take what was sent",
            "It did not answer or refused. What was to be sent is tried again a few times, then dropped and counted; "
                + "requests are not affected.",
            mend: "See whether the collector runs and takes OTLP in JSON.",
            example: """
                MER-6639: http://127.0.0.1:4318/v1/traces answered 503
                """),
    ]

    private static let findingExplanations: [ErrorExplanation] = [
        .init(
            .spaceRunsOut, "The data directory's disk is nearly full",
            "Without room no event is accepted and no release published; requests go on.",
            mend: "Remove old releases and backups, or give the data directory a larger disk.",
            example: """
                $ meridian doctor
                """),
        .init(
            .segmentDamaged, "A part of the kept traces or logs can't be read",
            "A segment does not have its checksum any more: the disk or a crash damaged it. What came before the damage "
                + "is read, the rest of the segment is not. Nothing else depends on it.",
            mend: "Check the disk; remove the segment that the message names if the finding should go.",
            example: """
                MER-6641: 'traces/00000003.segment' is damaged at byte 8120
                """),
        .init(
            .workersNotApart, "Workers are not set apart from the machine",
            "Functions run as the platform's user and can read what it can.",
            mend: "Run the platform with --sandbox required; `meridian check` tells what the machine lacks.",
            example: """
                $ meridian serve --sandbox required
                """),
        .init(
            .clockNotKept, "The machine's clock is not kept by a time server",
            "Timers fire by it, tokens expire by it, and traces of several machines are put in order by it.",
            mend: "Let the machine keep its clock by NTP.",
            example: """
                # apt-get install systemd-timesyncd
                """),
        .init(
            .instancesCrash, "Instances of a function end without being asked to",
            "Each start after a crash waits longer, up to ten seconds; meanwhile requests wait or are turned away.",
            mend: "Read the function's log for what it said before its end.",
            example: """
                $ meridian logs shop --level error
                """),
        .init(
            .workPilesUp, "More work comes than gets done",
            "Requests wait for instances, or events for their turn, and there are ever more of them, or some were put "
                + "aside.",
            mend: "Raise maxInstances or concurrency, or find out with `meridian trace` what the function waits for.",
            example: """
                $ meridian queue list shop
                """),
        .init(
            .functionFails, "A function fails often",
            "Of its last requests more failed than should.",
            mend: "Look at one of them: `meridian traces SERVICE/FUNCTION --failed`, then `meridian trace`.",
            example: """
                $ meridian traces shop/pay --failed
                """),
        .init(
            .tokenExpires, "A token or certificate is about to expire",
            "After that whoever uses it is turned away.",
            mend: "Make another, hand it out, and revoke this one.",
            example: """
                $ meridian token create deploy --role publisher
                """),
        .init(
            .recordsLost, "Traces or log lines were dropped",
            "More came than the platform could keep or send. Requests are not affected, what was dropped can't be seen "
                + "any more.",
            mend: "Log less, or raise what is kept.",
            example: """
                $ meridian doctor
                """),
        .init(
            .releaseCannotServe, "A service does not answer",
            "Its live release could not be started.",
            mend: "Read the service's log, then deploy it again or go back: `meridian release rollback`.",
            example: """
                $ meridian release rollback shop
                """),
    ]
}
