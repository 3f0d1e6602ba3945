extension ErrorCode {
    public static let eventAttemptsExhausted = ErrorCode(6450)
    public static let eventTooOld = ErrorCode(6451)
    public static let eventUndeliverable = ErrorCode(6452)
    public static let deliveryFailed = ErrorCode(6453)
    public static let deliveryUnavailable = ErrorCode(6454)
    public static let unknownEvent = ErrorCode(6455)
    public static let unknownQueue = ErrorCode(6456)
    public static let badDeliverySettings = ErrorCode(6457)
    public static let badQueueName = ErrorCode(6458)
    public static let unknownTimer = ErrorCode(6459)
    public static let timerScheduleUnreadable = ErrorCode(6460)

    static let deliveryExplanations: [ErrorExplanation] = [
        .init(
            .eventAttemptsExhausted, "An event was put aside after its last try",
            "The function failed with it as often as its settings allow. The event is dead: it is kept with the reason "
                + "of the last failure, and does not stand in the way of others.",
            mend: "Mend the function, then put the event back with `meridian queue redrive`.",
            example: """
                MER-6450: tried 5 times; the last time MER-6453: the function answered 500
                $ meridian queue peek shop/paid --dead
                $ meridian queue redrive shop/paid
                """),
        .init(
            .eventTooOld, "An event was put aside because it is too old",
            "Since it was accepted more time has passed than the maximum age of the function's settings, and its last "
                + "try failed or could not be made.",
            mend: "Find out why the function did not take it, then put it back with `meridian queue redrive`, or raise "
                + "`maximumAge`.",
            example: """
                MER-6451: older than 6 h; the last time MER-6454: all instances are busy
                """),
        .init(
            .eventUndeliverable, "An event can't be delivered as it is",
            "The live release has no trigger that takes it any more, or what is queued can't be read. Trying again would "
                + "not help, so it was put aside at once.",
            mend: "Deploy a release that takes such events and put it back with `meridian queue redrive`, or remove it "
                + "with `meridian queue purge --dead`.",
            example: """
                MER-6452: function 'paid' of the live release has no trigger for events of type 'com.example.paid'
                """),
        .init(
            .deliveryFailed, "A function failed with an event",
            "It answered with an error, or did not answer. The event is tried again later: the pause grows with each "
                + "failure and is chosen by chance, so that failures that came together do not come back together.",
            mend: "Read the function's log and mend what fails.",
            example: """
                MER-6453: the function answered 500
                $ meridian logs shop --function paid
                """),
        .init(
            .deliveryUnavailable, "A function could not take an event now",
            "It answered 429 or 503, or no release with it is live. That does not count as a failure of the function: the "
                + "event is tried again until it is too old, and meanwhile fewer events are tried at a time.",
            mend: "Raise `maxInstances` or `concurrency`, or deploy the service.",
            example: """
                MER-6454: the function answered 429
                """),
        .init(
            .unknownEvent, "There never was such an event",
            "Events are numbered within their service, in the order in which they were accepted.",
            mend: "Ask with the service and the number that the answer of acceptance had.",
            example: """
                $ meridian queue list shop
                """),
        .init(
            .unknownQueue, "No function takes messages of that queue",
            "A message is kept for each function with a trigger for its queue; without one nobody would ever get it.",
            mend: "Deploy a function with a trigger for the queue, or write the queue's name as the trigger has it.",
            example: """
                $ meridian list
                """),
        .init(
            .badDeliverySettings, "The settings of a delivery can't be kept to",
            "The message names the value and what it may be.",
            mend: "Correct the value that the message names.",
            example: """
                {"maximumAttempts": 5, "maximumAge": 21600, "concurrency": 50, "onFailure": "event:com.example.failed"}
                """),
        .init(
            .badQueueName, "The name of a queue can't be used",
            "A queue's name has 1–255 characters, none of which is a space or a control character.",
            mend: "Choose another name.",
            example: """
                @Queue("mails")
                """),
        .init(
            .unknownTimer, "The function has no timer",
            "Only functions of the live release that have a trigger with a schedule can be fired as timers.",
            mend: "Name a function that `meridian timer list` shows.",
            example: """
                $ meridian timer list shop
                """),
        .init(
            .timerScheduleUnreadable, "A timer never fires",
            "Its schedule or its time zone can't be read. The other functions of the service are not affected.",
            mend: "Correct the schedule, or the time zone of the function's settings.",
            example: """
                {"timeZone": "Europe/Berlin"}
                """),
    ]
}
