extension ErrorCode {
    public static let capacityGoalInvalid = ErrorCode(6670)
    public static let capacityNotReached = ErrorCode(6671)
    public static let capacityAddressMissing = ErrorCode(6672)
    public static let capacityGeneratorBound = ErrorCode(6673)
    public static let gatewaySaturated = ErrorCode(6674)
    public static let processorLimitsNotKept = ErrorCode(6675)

    static let capacityExplanations: [ErrorExplanation] = [
        .init(
            .capacityGoalInvalid, "A search for capacity can't have this goal",
            "The time, the share of good answers, the rates or the length of a step is out of range. The message says "
                + "everything that is wrong.",
            mend: "Correct what the message names.",
            example: """
                MER-6670: --success is 101; it must be more than 0 and at most 100
                $ meridian capacity shop/item --p99 50ms --success 99.9
                """),
        .init(
            .capacityNotReached, "A function misses its goal at the lowest rate",
            "Even the lowest rate of the search had answers that came too late, or too few good ones. What it can do is "
                + "below that, or it does not work at all: the message has the statuses that it answered.",
            mend: "See that the function answers, then give a lower --from, or a goal that it can reach.",
            example: """
                MER-6671: shop/item misses the goal at 5 requests a second: p99 812 ms, 100 % good
                $ meridian capacity shop/item --p99 1s --from 1
                """),
        .init(
            .capacityAddressMissing, "A function has no address that can be loaded by itself",
            "Load is made by HTTP. The function has no HTTP trigger, or its path has parameters whose values nobody can "
                + "make up.",
            mend: "Say with --path which address to ask for.",
            example: """
                MER-6672: shop/item answers /items/{id}; say with --path which one to ask for
                $ meridian capacity shop/item --path /items/1
                """),
        .init(
            .capacityGeneratorBound, "The search ended at what the generator can send",
            "Requests left later than they were to, while the function still reached its goal: the rate found is the "
                + "generator's, and what the function can do is more.",
            mend: "Run the generator on a processor or a machine of its own.",
            example: """
                MER-6673: of 40000 requests a second only 31200 were sent in time
                """),
        .init(
            .gatewaySaturated, "The gateway stopped to read",
            "More requests came than can even be turned away: handling what had come took longer than the second line "
                + "allows. For a moment nothing was read and no connection was taken, so that what waits does so in the "
                + "clients' systems and costs nothing here.",
            mend: "Bring fewer requests to this gateway: put another beside it, or limit clients before it.",
            example: """
                $ meridian doctor
                $ meridian serve --event-loops 4
                """),
        .init(
            .processorLimitsNotKept, "Limits of processors are not kept here",
            "A service asks for `cpuLimit`, and the platform may not make control groups: of version 2 in a subtree that "
                + "is delegated to it with the cpu controller, of version 1 as root. Shares are kept roughly, by nice "
                + "values; limits are not.",
            mend: "Run the platform as root, or as a service of systemd with `Delegate=cpu memory pids`.",
            example: """
                MER-6675: shop asks for at most 0.5 processors, and limits are not kept here
                """),
    ]
}
