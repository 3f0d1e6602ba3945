extension ErrorCode {
    public static let unknownHost = ErrorCode(1340)
    public static let invalidHostSetting = ErrorCode(1341)
    public static let hostUnreachable = ErrorCode(1342)
    public static let malformedDelivery = ErrorCode(1343)
    public static let unknownDelivery = ErrorCode(1344)
    public static let noTaker = ErrorCode(1345)
    public static let answerTooLarge = ErrorCode(1346)
    public static let batchPartlyFailed = ErrorCode(1347)

    static let hostExplanations: [ErrorExplanation] = [
        .init(
            .unknownHost, "MERIDIAN_HOST names no host",
            "The variable forces where the program believes to run. Without it that is found out from the variables "
                + "which the platforms set.",
            mend: "Unset the variable, or set it to one of the names in the message.",
            example: """
                $ MERIDIAN_HOST=lambda AWS_LAMBDA_RUNTIME_API=127.0.0.1:9001 ./bootstrap
                """),
        .init(
            .invalidHostSetting, "A variable of the platform can't be understood",
            "The platform, or whoever plays its part, has set a variable to something that it can't be.",
            mend: "Set the variable that the message names to what the message asks for.",
            example: """
                MER-1341: AWS_LAMBDA_MAX_CONCURRENCY is 'many'; it must be a number from 1 to 1024
                """),
        .init(
            .hostUnreachable, "The platform does not answer",
            "The program asks its platform for invocations. That could not be reached, has closed the connection or has "
                + "refused the request; without it there is nothing to do, and the program ends.",
            mend: "See that the address in the message is that of a Runtime API and that it is up.",
            example: """
                $ curl http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next
                """),
        .init(
            .malformedDelivery, "What the platform hands over can't be read",
            "An invocation has come that is not of the form which the platform's documentation gives it: no JSON, or a "
                + "member that must be there is missing. Nothing was called.",
            mend: "Compare what was sent with a sample of the same kind.",
            example: """
                $ meridian event sqs
                """),
        .init(
            .unknownDelivery, "An invocation is of no kind that is known",
            "It is neither a request nor a timer, a queue's messages or an event, so it could be for any function. A "
                + "service with one function would have got it as it is.",
            mend: "Name the function in the invocation.",
            example: """
                $ aws lambda invoke --function-name shop --payload '{"meridian":{"function":"refresh"}}' out.json
                """),
        .init(
            .noTaker, "No function takes what the platform delivers",
            "A timer has run, or messages of a queue have come, and no function of the service has such a trigger, or "
                + "several have and none is meant by its name.",
            mend:
                "Give the platform's timer the name of the function, or the queue the name in the function's trigger.",
            example: """
                MER-1345: no function takes the queue 'mails-v2'; there are: letters (mails)
                """),
        .init(
            .answerTooLarge, "The answer is larger than the platform takes",
            "Lambda takes 6 MB, Base64 and envelope included, unless answers are streamed.",
            mend: "Answer with less, or hand out a link to the data; on Lambda set MERIDIAN_LAMBDA_RESPONSE=stream and "
                + "let the function's URL stream.",
            example: """
                InvokeMode: RESPONSE_STREAM
                """),
        .init(
            .batchPartlyFailed, "Some messages of a batch have failed",
            "The function has named the messages that it could not deal with; those come again, the others do not, where "
                + "the platform can tell them apart. Elsewhere the whole batch comes again.",
            mend: "Look for what the function has logged about these messages.",
            example: """
                throw BatchFailure(messages: failed.map(\\.id))
                """),
    ]
}
