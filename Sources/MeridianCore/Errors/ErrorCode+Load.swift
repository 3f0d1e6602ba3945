extension ErrorCode {
    public static let loadPlanInvalid = ErrorCode(8701)
    public static let loadTargetNotAllowed = ErrorCode(8702)

    static let loadExplanations: [ErrorExplanation] = [
        .init(
            .loadPlanInvalid, "The plan of a load can't be run",
            "A rate, a time, a weight or a path of the plan is out of range. The message says everything that is wrong.",
            mend: "Correct what the message names.",
            example: """
                MER-8701: connections is 0; it must be 1–100,000
                """),
        .init(
            .loadTargetNotAllowed, "The load is for another machine",
            "Load is made for this machine unless it is said that another is meant, so that nobody is flooded by a slip.",
            mend: "Load only what is yours, and say so.",
            example: """
                MER-8702: shop.example.com is not this machine; load only what is yours, and say so with --allow-remote
                """),
    ]
}
