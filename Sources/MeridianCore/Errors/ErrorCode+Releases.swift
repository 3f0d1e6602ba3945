extension ErrorCode {
    public static let unknownRelease = ErrorCode(6401)
    public static let unknownAlias = ErrorCode(6402)
    public static let badAlias = ErrorCode(6403)
    public static let aliasChanged = ErrorCode(6404)
    public static let aliasNeeded = ErrorCode(6405)
    public static let nothingToRollBack = ErrorCode(6406)
    public static let damagedRelease = ErrorCode(6407)
    public static let idempotencyMismatch = ErrorCode(6408)
    public static let nothingToPromote = ErrorCode(6409)

    static let releasesExplanations: [ErrorExplanation] = [
        .init(
            .unknownRelease, "The service has no release of that number",
            "Releases are numbered from 1, and a number is never given twice. The newest ones are kept, and those that an "
                + "alias names; older ones are removed with their packages.",
            mend: "Name a release that `meridian release list SERVICE` shows, or deploy the old source again.",
            example: """
                MER-6401: service 'shop' has no release 3; there are 12, 13, 14
                $ meridian release list shop
                """),
        .init(
            .unknownAlias, "The service has no alias of that name",
            "`live` is there as soon as a release was promoted; every other alias is made by hand.",
            mend: "Make the alias, or name one that `meridian alias list SERVICE` shows.",
            example: """
                $ meridian alias set shop canary 14
                $ curl http://canary--shop.localhost:7700/
                """),
        .init(
            .badAlias, "An alias can't be like this",
            "An alias points at one release, or at two of which the second takes 1–99 % of the requests. A name is 1–30 of "
                + "a–z, 0–9 and -, begins with a letter and has no -- in it. Up to 16 rules send requests with a header, "
                + "cookie or query parameter of one value to a release of their own.",
            mend: "Change what the message names.",
            example: """
                {"release": 13, "candidate": {"release": 14, "weight": 10},
                 "rules": [{"header": "x-tester", "equals": "yes", "release": 14}], "sticky": {"cookie": "session"}}
                """),
        .init(
            .aliasChanged, "The alias was changed by someone else",
            "The change was to be made only if the alias was as in the ETag that `If-Match` named, and it is not. Nothing "
                + "was changed.",
            mend: "Read the alias again, and repeat the change on what it is now.",
            example: """
                $ curl -i localhost:7701/v1/services/shop/aliases/live
                ETag: "42"
                """),
        .init(
            .aliasNeeded, "The alias can't be removed",
            "`live` answers the service's own address for as long as the service is there.",
            mend: "Remove the whole service, or promote another release.",
            example: """
                $ meridian release promote shop 13
                """),
        .init(
            .nothingToRollBack, "There is no release to go back to",
            "The service had no other live release before this one, or it was removed since.",
            mend: "Name a release that `meridian release list SERVICE` shows.",
            example: """
                $ meridian release rollback shop 12
                """),
        .init(
            .damagedRelease, "A release is damaged and not served",
            "Its document or its package is not what was stored. Only what names this release is left out; the rest of the "
                + "service and all others are served.",
            mend: "Promote another release, deploy the source again, or restore a backup; then look after the disk.",
            example: """
                MER-6407: release 12 of 'shop' is damaged: the blob 9f86d0… is damaged and not served
                $ meridian release promote shop 13
                """),
        .init(
            .idempotencyMismatch, "An idempotency key came with another package before",
            "A key stands for one upload: the same package with the same key leads to the release that it became the first "
                + "time. Another package needs another key.",
            mend: "Send the package with a new key.",
            example: """
                $ curl -X POST -H 'Idempotency-Key: build-1208' --data-binary @shop.zip \\
                    localhost:7701/v1/services/shop/releases
                """),
        .init(
            .nothingToPromote, "There is no release to promote",
            "No release was named, and none is newer than the live one.",
            mend: "Name a release that `meridian release list SERVICE` shows.",
            example: """
                $ meridian release promote shop 14
                """),
    ]
}
