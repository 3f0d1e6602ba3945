extension ErrorCode {
    public static let metricsStoreUnusable = ErrorCode(6600)
    public static let metricsBlockDamaged = ErrorCode(6601)
    public static let metricsTailCut = ErrorCode(6602)
    public static let badMetricsRange = ErrorCode(6603)
    public static let badObjective = ErrorCode(6604)
    public static let metricsPointUnreadable = ErrorCode(6605)

    static let telemetryExplanations: [ErrorExplanation] = [
        .init(
            .metricsStoreUnusable, "The minutes of metrics can't be kept",
            "A file below `metrics` in the data directory can't be opened, written or read; the message has the path and "
                + "the system's reason. Requests are served and counted all the same, and the last hour is in memory.",
            mend: "Make room on the disk, or give the platform the right to write there.",
            example: """
                MER-6600: 'data/metrics/head.log' can't be written: No space left on device
                """),
        .init(
            .metricsBlockDamaged, "A part of the stored metrics is damaged",
            "Its checksum does not fit its content, so the disk or another program has changed the file. The part is left "
                + "out of every chart; a block holds up to an hour of one function.",
            mend: "Look at the disk's health, and restore the file from a backup if the hour matters.",
            example: """
                MER-6601: 'data/metrics/2030-05-04.day' has a damaged block at byte 18204; it is left out
                """),
        .init(
            .metricsTailCut, "The end of the stored metrics was cut off",
            "The platform or the machine died while a minute was being written. What was written whole is kept, the rest "
                + "of the file was removed. At most the last minute is missing.",
            mend: "Do nothing; end the platform with SIGTERM to lose nothing.",
            example: """
                MER-6602: 'data/metrics/head.log' ended within a record; its last 311 bytes were removed
                """),
        .init(
            .badMetricsRange, "Metrics of such a time can't be told",
            "`since` and `until` are moments by RFC 3339 or times before now such as `90s`, `15m`, `6h` or `2d`; since is "
                + "before until; the step is a whole number of seconds and not so small that there are more than 11,000 "
                + "points. Steps of less than a minute are kept for an hour.",
            mend: "Ask for a shorter time, or for larger steps.",
            example: """
                $ meridian metrics shop/item --since 6h --step 5m
                """),
        .init(
            .badObjective, "An objective is no share of requests",
            "Rules that watch an objective divide by what may fail, so it lies above 0 % and below 100 %.",
            mend: "Name the objective in percent, for example 99.9.",
            example: """
                $ meridian export --target prometheus --objective 99.9 -o monitoring
                """),
        .init(
            .metricsPointUnreadable, "Stored figures can't be read",
            "The bytes of a block do not follow the format, although their checksum fits: they were written by a newer "
                + "version, or by something else.",
            mend: "Run the version of Meridian that wrote them, or remove the file of that day.",
            example: """
                MER-6605: a point has 9 kinds of figures that this version does not know
                """),
    ]
}
