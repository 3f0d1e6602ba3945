extension ErrorCode {
    public static let cacheUnavailable = ErrorCode(1570)
    public static let cacheValueNoNumber = ErrorCode(1571)
    public static let invalidCacheSetting = ErrorCode(1572)

    static let cacheExplanations: [ErrorExplanation] = [
        .init(
            .cacheUnavailable, "The store of the cache does not answer",
            "A value was to be read, written or deleted, and the store behind the cache failed with the error that "
                + "follows the message. `Cache.value` computes the value then; everything else throws.",
            mend: "See that the store runs; where the value can be had without it, use `Cache.value`.",
            example: """
                let price = try await cache.value("price:7", for: .seconds(60)) { try await prices.price(7) }
                """),
        .init(
            .cacheValueNoNumber, "What is to be counted up is no whole number",
            "The key holds something else, or the sum does not fit into 64 bits.",
            mend: "Use a key of its own for the counter, or delete what is there.",
            example: """
                try await cache.delete("visits")
                try await cache.increment("visits")
                """),
        .init(
            .invalidCacheSetting, "A setting of the cache is out of range",
            "The message names the setting below `cache` and what it may be.",
            mend: "Correct the setting that the message names.",
            example: """
                MERIDIAN_CACHE_MAX_ENTRIES=10000
                """),
    ]
}
