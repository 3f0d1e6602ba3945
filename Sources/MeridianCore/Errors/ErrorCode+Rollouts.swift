extension ErrorCode {
    public static let rolloutPlanUnreadable = ErrorCode(6501)
    public static let rolloutPlanInvalid = ErrorCode(6502)
    public static let unknownRollout = ErrorCode(6503)
    public static let rolloutUnderWay = ErrorCode(6504)
    public static let rolloutOutOfTurn = ErrorCode(6505)
    public static let rolloutFrozen = ErrorCode(6506)
    public static let nothingToRollOut = ErrorCode(6507)
    public static let rolloutUndone = ErrorCode(6508)
    public static let rolloutFailed = ErrorCode(6509)

    static let rolloutExplanations: [ErrorExplanation] = [
        .init(
            .rolloutPlanUnreadable, "The plan of a rollout can't be read",
            "What was given is no YAML or JSON, or not that of a plan. The message has the way to the value that is "
                + "wrong. A misspelled key is an error, so that no step or limit is left out by mistake.",
            mend: "Correct the value that the message names.",
            example: """
                MER-6501: the plan can't be read: at steps.0: there is no step 'setweight'; there are setWeight, pause, analysis

                steps:
                  - setWeight: 1
                  - analysis: {duration: 5m}
                """),
        .init(
            .rolloutPlanInvalid, "The plan of a rollout can't be carried out",
            "A value is out of range, or steps don't go together. The message says everything that is wrong.",
            mend: "Correct what the message names.",
            example: """
                MER-6502: steps[1]: setWeight is 1 after 10; weights only grow
                """),
        .init(
            .unknownRollout, "There is no such rollout",
            "The service has none, or none with the id. The last 20 of a service are kept.",
            mend: "See which there are with `meridian rollout status SERVICE`.",
            example: """
                $ meridian rollout status shop
                """),
        .init(
            .rolloutUnderWay, "A rollout of the service is under way",
            "One release of a service is rolled out at a time, and from a state in which one release has all traffic.",
            mend: "Wait for the rollout, promote it or abort it; promote one release if weights were set by hand.",
            example: """
                $ meridian rollout abort shop
                """),
        .init(
            .rolloutOutOfTurn, "A rollout is past that, or not there yet",
            "What is not paused can't be resumed, what has ended can't be changed.",
            mend: "See where it is with `meridian rollout status SERVICE`.",
            example: """
                MER-6505: rollout 3 of 'shop' is completed and can't be paused
                """),
        .init(
            .rolloutFrozen, "A freeze is on",
            "The plan says that no release gets more traffic during this time. Rolling back is always possible.",
            mend: "Promote it after the freeze.",
            example: """
                freeze:
                  - {from: "2026-11-10T20:00:00Z", until: "2026-11-12T04:00:00Z"}
                """),
        .init(
            .nothingToRollOut, "There is nothing to roll out",
            "A rollout moves traffic from the live release of a service to another one. There is no live release, or it "
                + "is the same.",
            mend: "Deploy the first release without a rollout; change something before the next.",
            example: """
                $ meridian deploy
                """),
        .init(
            .rolloutUndone, "A release was rolled back",
            "The judge found it worse than the release it was to replace, or beyond a threshold of the plan. All traffic "
                + "is back on the other release. The status of the rollout has the figures.",
            mend: "Look at the figures and the log of the release, mend it, and deploy again.",
            example: """
                $ meridian rollout status shop
                $ meridian logs shop --level error
                """),
        .init(
            .rolloutFailed, "A rollout can't go on",
            "Its release or the weights of the service can't be set as the plan says. It is tried again every second; "
                + "the traffic stays as it is.",
            mend: "Mend what the message names, or abort the rollout.",
            example: """
                $ meridian rollout abort shop
                """),
    ]
}
