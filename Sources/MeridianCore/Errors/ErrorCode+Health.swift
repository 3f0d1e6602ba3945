extension ErrorCode {
    public static let serviceUnready = ErrorCode(1630)
    public static let duplicateHealthCheck = ErrorCode(1631)

    static let healthExplanations: [ErrorExplanation] = [
        .init(
            .serviceUnready, "The service is not ready",
            "A health check that the service can't do without has failed or has given no answer in time. With the "
                + "setting `health.details` the answer lists each check with what is wrong.",
            mend: "Mend what the check looks at, or make the check optional.",
            example: """
                $ MERIDIAN_HEALTH_DETAILS=true …
                $ curl localhost:8080/health/ready
                """),
        .init(
            .duplicateHealthCheck, "Two health checks have the same name",
            "The app or its plug-ins have added two checks under one name, so that an answer would not say which failed.",
            mend: "Give one of them another name.",
            example: """
                struct ReplicaCheck: HealthCheck { let name = "database.replica" … }
                """),
    ]
}
