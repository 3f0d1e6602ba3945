extension ErrorCode {
    public static let unknownRule = ErrorCode(6210)
    public static let rulesChanged = ErrorCode(6211)
    public static let unknownProfile = ErrorCode(6212)
    public static let profileInvalid = ErrorCode(6213)
    public static let nothingToReturnTo = ErrorCode(6214)
    public static let noTrafficRecorded = ErrorCode(6215)
    public static let loadPlanUnreadable = ErrorCode(6216)

    static let rulesExplanations: [ErrorExplanation] = [
        .init(
            .unknownRule, "There is no such rule",
            "No rule in force has the name. Names are those that `meridian rule list` shows, letter for letter.",
            mend: "Use a name of the list, or add the rule with `meridian rule set`.",
            example: """
                MER-6210: there is no rule 'peek'; there are guard, peak
                """),
        .init(
            .rulesChanged, "The rules were changed by someone else",
            "The change was to be made only if the rules were those of a certain version (If-Match), and they are not. "
                + "Nothing was changed.",
            mend: "Read the rules again, and repeat the change on what they are now.",
            example: """
                MER-6211: the rules are of version 42, not 41 as expected
                """),
        .init(
            .unknownProfile, "There is no such profile",
            "A profile is stored under a name before it is applied.",
            mend: "Use a name that `meridian profile list` shows, or store one with `meridian profile set`.",
            example: """
                MER-6212: there is no profile 'rush'; there is daily
                """),
        .init(
            .profileInvalid, "A profile can't be kept like this",
            "Its name, its rules or what it says of standby can't be. The message says what is wrong. Nothing was "
                + "changed.",
            mend: "Correct what the message names.",
            example: """
                {"rules": {"rules": [{"name": "peak", "on": "shop/*", "flow": {"count": 2000}}]}}
                """),
        .init(
            .nothingToReturnTo, "No profile is applied",
            "`meridian profile return` brings back what was in force before a profile was applied. None is.",
            mend: "Apply a profile first; `meridian profile list` shows what there is.",
            example: """
                $ meridian profile apply rush
                $ meridian profile return
                """),
        .init(
            .noTrafficRecorded, "There is no recorded traffic to replay",
            "The platform remembers the rates of the last quarter of an hour. In the time that was asked for, nothing "
                + "was called.",
            mend: "Ask for a longer time, or send rates of your own.",
            example: """
                {"rates": {"samples": [{"second": 0, "service": "shop", "function": "checkout", "requests": 120}]}}
                """),
        .init(
            .loadPlanUnreadable, "The plan of a load can't be read",
            "The file is missing, is no JSON, or has a key or a value that a plan can't have. The message has the way to "
                + "it.",
            mend: "Correct what the message names.",
            example: """
                {"phases": [{"seconds": 10, "rate": 500}, {"seconds": 5, "rate": 500, "to": 5000}],
                 "targets": [{"path": "/items/1", "weight": 9}, {"path": "/checkout", "method": "POST", "body": "{}"}]}
                """),
    ]
}
