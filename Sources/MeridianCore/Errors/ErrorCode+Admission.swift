extension ErrorCode {
    public static let rulesUnreadable = ErrorCode(6201)
    public static let rulesInvalid = ErrorCode(6202)
    public static let rulesTooMany = ErrorCode(6203)
    public static let ratesInvalid = ErrorCode(6204)
    public static let rejectedByRule = ErrorCode(6205)
    public static let breakerOpen = ErrorCode(6206)
    public static let unitOverloaded = ErrorCode(6207)
    public static let tooManyRetries = ErrorCode(6208)
    public static let cameTooLate = ErrorCode(6209)

    static let admissionExplanations: [ErrorExplanation] = [
        .init(
            .rulesUnreadable, "The rules can't be read",
            "What was given is no JSON, or not that of rules. The message has the way to the value that is wrong. A "
                + "misspelled key is an error, so that no limit is left out by mistake.",
            mend: "Correct the value that the message names.",
            example: """
                MER-6201: the rules can't be read: at rules[0].flow: there is no key 'qps' here; there are grade, count, …

                {"rules": [{"name": "peak", "on": "shop/*", "flow": {"count": 2000}}]}
                """),
        .init(
            .rulesInvalid, "Rules have values that can't be kept to",
            "A value is out of range, or values don't go together. The message says everything that is wrong. The rules "
                + "that were in force stay in force.",
            mend: "Correct what the message names.",
            example: """
                MER-6202: the rule 'peak': interval is 0; it must be more than 0 s and at most 86,400 s
                """),
        .init(
            .rulesTooMany, "Too many rules come together on one function",
            "A request can be under 64 rules at a time, and rules can count by four parameters of a function. Rules on "
                + "`*` and on the service count for each of its functions.",
            mend: "Join rules, or narrow what they are on.",
            example: """
                MER-6203: 65 rules come together on shop/checkout; there may be 64
                """),
        .init(
            .ratesInvalid, "The recorded rates can't be replayed",
            "A sample has a value that can't have been. The message names it by its position.",
            mend: "Correct the sample that the message names.",
            example: """
                {"samples": [{"second": 0, "service": "shop", "function": "checkout", "requests": 120}]}
                """),
        .init(
            .rejectedByRule, "A rule turned the request away",
            "The rule that the answer names limits how much a function is called, by everyone or by one caller, or how "
                + "much the unit does. Retry-After says when there is room again.",
            mend: "Call less, or raise the limit.",
            example: """
                HTTP/1.1 429 Too Many Requests
                Retry-After: 1
                """),
        .init(
            .breakerOpen, "The function is left alone because it fails",
            "Too many of its answers failed or were slow, as the rule that the answer names defines it. After a while "
                + "a few requests are let through to see whether it has recovered.",
            mend: "Mend the function; give the rule a fallback for the meantime.",
            example: """
                {"name": "guard", "on": "shop/reviews",
                 "breaker": {"grade": "errorRatio", "threshold": 0.5, "fallback": {"body": "[]"}}}
                """),
        .init(
            .unitOverloaded, "The unit has more to do than it can",
            "Requests wait longer for an instance than they should, so the least important are turned away until what "
                + "is left can be served in time.",
            mend:
                "Try again when Retry-After says; for the platform's operator: add capacity, or say what is critical.",
            example: """
                {"name": "vip", "on": "shop/checkout", "priority": {"criticality": "CRITICAL_PLUS", "weight": 4}}
                """),
        .init(
            .tooManyRetries, "Too many requests are tried again",
            "Of what a function is given, retries may be a tenth, so that a failure does not multiply its own load.",
            mend: "Try again later, with a pause that grows, and give each try up for good in the end.",
            example: """
                HTTP/1.1 429 Too Many Requests
                Retry-After: 1
                """),
        .init(
            .cameTooLate, "The request's deadline had passed before it could run",
            "It is not run, since nobody waits for its answer any more.",
            mend: "Allow more time, or call the function less.",
            example: """
                HTTP/1.1 504 Gateway Timeout
                """),
    ]
}
