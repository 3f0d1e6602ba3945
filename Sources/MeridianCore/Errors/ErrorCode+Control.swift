extension ErrorCode {
    public static let unauthorized = ErrorCode(7001)
    public static let unknownService = ErrorCode(7002)
    public static let unknownFunction = ErrorCode(7003)
    public static let unknownEndpoint = ErrorCode(7004)
    public static let badControlRequest = ErrorCode(7005)
    public static let packageTooLarge = ErrorCode(7006)
    public static let releaseUnusable = ErrorCode(7007)
    public static let unknownTrigger = ErrorCode(7008)
    public static let shuttingDown = ErrorCode(7009)
    public static let dataDirectoryUnusable = ErrorCode(7101)
    public static let dataDirectoryInUse = ErrorCode(7102)
    public static let corruptedDocument = ErrorCode(7103)
    public static let timerFailed = ErrorCode(7201)

    static let controlExplanations: [ErrorExplanation] = [
        .init(
            .unauthorized, "The control API did not accept the token",
            "Every request to the control port but /v1/health carries `Authorization: Bearer TOKEN`.",
            mend: "`meridian serve` writes the owner's token to `owner.token` in its data directory; hand it over "
                + "by --token, by --data DIR or in MERIDIAN_TOKEN.",
            example: """
                $ meridian list --data /srv/meridian
                $ curl -H "Authorization: Bearer $(cat .meridian/owner.token)" localhost:7701/v1/services
                """),
        .init(
            .unknownService, "No service of that name is deployed",
            "`meridian list` shows what is deployed; `meridian deploy` deploys a service under the name in its "
                + "meridian.yml.",
            mend: "Deploy the service, or write the name of one that is.",
            example: """
                $ meridian list
                $ meridian deploy Examples/Venue
                """),
        .init(
            .unknownFunction, "The service has no function of that name",
            "`meridian list` shows the functions of every service. Names are case-sensitive.",
            mend: "Write the name of a function that the service has.",
            example: """
                $ meridian list
                $ meridian invoke venue/item
                """),
        .init(
            .unknownEndpoint, "The control API has no such address",
            "The path or method is not part of the control API. Functions answer on the gateway's port, not on "
                + "the control port.",
            mend: "Send it to the gateway's port when it is meant for a function.",
            example: """
                $ curl localhost:7700/items/7       # a function
                $ curl localhost:7701/v1/services   # the control API
                """),
        .init(
            .badControlRequest, "The control API can't read the request",
            "The body is not the JSON that the endpoint takes, or a query parameter has the wrong form. The "
                + "message names the field.",
            mend: "Send the JSON that the endpoint takes.",
            example: """
                {"trigger":"http","path":"/items/7"}
                """),
        .init(
            .packageTooLarge, "The package is larger than the platform accepts",
            "A package may have 512 MiB.",
            mend: "Strip the executable (`meridian build` does) and leave large data outside the package.",
            example: """
                $ unzip -lv shop.zip | sort -n | tail
                """),
        .init(
            .releaseUnusable, "The package can't become a release of the service",
            "The package is sound but does not fit: it belongs to another service than the one it was sent to, or "
                + "its routes can't stand beside each other. What was live before stays live.",
            mend: "Deploy it under the name that its meridian.yml has, and mend the routes that clash.",
            example: """
                $ unzip -p shop.zip manifest.json | head -c 200
                """),
        .init(
            .unknownTrigger, "The function has no such trigger",
            "An invocation may name a trigger by kind (http, timer, event, queue) or by its position in the list "
                + "that `meridian list` shows. The message names the triggers that the function has.",
            mend: "Name a trigger that the function has, by its kind or position.",
            example: """
                $ meridian invoke venue/refresh --trigger timer
                $ meridian invoke venue/item --trigger 0
                """),
        .init(
            .shuttingDown, "The platform is shutting down",
            "It finishes what it serves and takes no changes any more.",
            mend: "Send the change again when the platform runs again.",
            example: """
                HTTP/1.1 503 Service Unavailable
                """),
        .init(
            .dataDirectoryUnusable, "The data directory can't be used",
            "It can't be created, read or written. The message names the path and what the system said.",
            mend: "Check owner, permissions and free space.",
            example: """
                $ ls -ld .meridian
                $ df -h .meridian
                """),
        .init(
            .dataDirectoryInUse, "Another platform uses the data directory",
            "Two platforms must not share a data directory.",
            mend: "End the other one or choose another with --data.",
            example: """
                $ meridian serve --data /srv/other --listen 127.0.0.1:7800 --control 127.0.0.1:7801
                """),
        .init(
            .corruptedDocument, "A document in the data directory can't be read",
            "The document of a service is damaged or was written by a newer version. The service is left out, all "
                + "others are served.",
            mend: "Deploy the service again to mend it; its release numbers go on from the highest that can be "
                + "told.",
            example: """
                $ meridian deploy Examples/Venue
                """),
        .init(
            .timerFailed, "A timer's invocation failed",
            "The platform fired a timer and the function answered with an error, or could not be reached. The "
                + "schedule goes on.",
            mend: "Read the function's log and mend what fails.",
            example: """
                $ meridian logs shop --function refresh
                $ meridian invoke shop/refresh --trigger timer
                """),
    ]
}
