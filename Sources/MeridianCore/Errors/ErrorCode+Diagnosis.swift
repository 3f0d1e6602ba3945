extension ErrorCode {
    public static let certificateExpires = ErrorCode(6650)
    public static let eventsPutAside = ErrorCode(6651)
    public static let packageMissing = ErrorCode(6652)
    public static let startsFail = ErrorCode(6653)
    public static let clockMoved = ErrorCode(6654)

    static let diagnosisExplanations: [ErrorExplanation] = [
        .init(
            .certificateExpires, "The certificate of a domain runs out",
            "From then on clients refuse the domain's HTTPS. The finding tells which domain, and when.",
            mend: "Have the certificate renewed and add the domain again; open connections go on.",
            example: """
                $ meridian domain add shop.example --service shop --certificate chain.pem --key key.pem
                """),
        .init(
            .eventsPutAside, "Events wait that were put aside",
            "They failed as often as the settings of their function allow, or were too old. They are kept with the reason "
                + "of the last failure until somebody decides on them.",
            mend: "See why by `meridian queue peek SERVICE/FUNCTION --dead`, mend the function, then put them back by "
                + "`meridian queue redrive`.",
            example: """
                $ meridian queue peek shop/paid --dead
                $ meridian queue redrive shop/paid
                """),
        .init(
            .packageMissing, "The package of a release that an alias names is not there",
            "What runs goes on, but no platform that is started again can serve the release: files of the data directory "
                + "were removed or damaged, or a backup was restored in part.",
            mend: "Deploy the same package again, or point the alias at another release.",
            example: """
                $ meridian alias set shop beta 7
                $ meridian deploy
                """),
        .init(
            .startsFail, "Instances of a function end before they are ready",
            "Each start after that waits longer, up to ten seconds. Most often a variable or secret is missing, or what "
                + "the function opens at its start can't be reached.",
            mend: "Read what the instance printed, then mend it or go back by `meridian release rollback`.",
            example: """
                $ meridian logs shop --level error
                $ meridian release rollback shop
                """),
        .init(
            .clockMoved, "The machine's clock was moved while the platform ran",
            "Timers fire by the clock and charts are drawn by it: those of the time between are late, early or shifted.",
            mend: "Let a time server keep the clock, which moves it by little at a time; look whether timers are due: "
                + "`meridian timer list`.",
            example: """
                MER-6654: the clock was moved by -3600 s since the platform started
                """),
    ]
}
