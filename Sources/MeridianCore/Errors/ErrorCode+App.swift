extension ErrorCode {
    public static let missingProvider = ErrorCode(1310)
    public static let providerCycle = ErrorCode(1311)
    public static let scopeMismatch = ErrorCode(1312)
    public static let duplicateProvider = ErrorCode(1313)
    public static let providerFailed = ErrorCode(1314)
    public static let missingSetting = ErrorCode(1320)
    public static let unreadableSetting = ErrorCode(1321)
    public static let configurationSourceFailed = ErrorCode(1322)
    public static let missingPlugin = ErrorCode(1330)
    public static let pluginCycle = ErrorCode(1331)
    public static let duplicatePlugin = ErrorCode(1332)
    public static let lifecycleFailed = ErrorCode(1333)

    static let appExplanations: [ErrorExplanation] = [
        .init(
            .missingProvider, "Nothing provides what is needed",
            "A provider, or a property marked `@Inject`, asks for a type that no provider makes. The message follows "
                + "the way from the type to the place that needs it. Add a provider in the app's `provide(_:)` or in a "
                + "plug-in; a protocol is provided with `as: (any Store).self`, and is asked for as `any Store`.",
            mend: "Provide the type in the app's `provide(_:)` or list the plug-in that does.",
            example: """
                MER-1310: no provider of Database; needed by Catalog (Shop/Shop.swift:9)

                providers.singleton { Database() }
                """),
        .init(
            .providerCycle, "Providers need each other in a circle",
            "None of them can be made first. Break the circle: let one of them take what it needs when it is called "
                + "instead of when it is made, or split it in two.",
            mend:
                "Let one of them take what it needs when it is called instead of when it is made, or split it in two.",
            example: """
                MER-1311: providers need each other: Catalog → Prices → Catalog
                """),
        .init(
            .scopeMismatch, "Something made once needs something of a request",
            "A singleton is made at start, when there is no request. Provide it with `request` instead, or hand the "
                + "value of the request to the method that needs it.",
            mend: "Provide it with `request`, or hand the value of the request to the method that needs it.",
            example: """
                MER-1312: Cart is made once, but needs what belongs to a request: Cart → Session

                providers.request { (session: Session) in Cart(session) }
                """),
        .init(
            .duplicateProvider, "A type is provided twice",
            "It would depend on their order which of the two counts. Remove one, or wrap one in a type of its own. "
                + "Tests replace a provider with an override.",
            mend: "Remove one of them, or wrap one in a type of its own.",
            example: """
                MER-1313: Catalog is provided twice: at Shop/Shop.swift:9 and at Stock/StockPlugin.swift:14
                """),
        .init(
            .providerFailed, "A provider could not make its object",
            "The provider threw the error that follows the message. What had been made before has been destroyed "
                + "again, and the app does not start.",
            mend: "Look at the error behind it; what it says keeps the object from being made.",
            example: """
                MER-1314: Database, provided at Shop/Shop.swift:9, could not be made (caused by: refused)
                """),
        .init(
            .missingSetting, "A setting that must be there is missing",
            "A property marked `@Config` without a default value asks for a key that no layer of the configuration "
                + "has. Give it a value in the app's `configuration`, in a source, or in the environment: the key "
                + "`catalog.pageSize` is the variable `MERIDIAN_CATALOG_PAGE_SIZE`.",
            mend: "Give the key a value in the configuration or in the environment, or give the property a default.",
            example: """
                MER-1320: the setting 'mail.from' is missing

                MERIDIAN_MAIL_FROM=shop@example.com meridian serve
                """),
        .init(
            .unreadableSetting, "A setting has the wrong type",
            "The message names the key, the value, the layer it came from and the type that is expected. Durations "
                + "are seconds or a number with ms, s, m or h; lists in the environment are JSON or separated by "
                + "commas.",
            mend: "Change the value in the layer that the message names.",
            example: """
                MER-1321: 'catalog.pageSize' must be a whole number, but is 'many' in the environment
                (MERIDIAN_CATALOG_PAGE_SIZE)
                """),
        .init(
            .configurationSourceFailed, "A source of configuration failed",
            "The source threw the error that follows the message when it was asked for the settings of the stage. The "
                + "app does not start without them.",
            mend: "See that the source answers, and start again.",
            example: """
                MER-1322: the source vault of configuration failed (caused by: connection refused)
                """),
        .init(
            .missingPlugin, "A plug-in needs another that is not there",
            "Add the plug-in that the message names to the app's `plugins`; the order does not matter.",
            mend: "Add the plug-in that the message names to the app's `plugins`.",
            example: """
                MER-1330: the plug-in SessionPlugin needs CachePlugin, which the app does not list

                var plugins: [any Plugin] { [CachePlugin(), SessionPlugin()] }
                """),
        .init(
            .pluginCycle, "Plug-ins depend on each other in a circle",
            "None of them can start first. The message follows the circle; remove one of its dependencies.",
            mend: "Remove one of the dependencies in the circle.",
            example: """
                MER-1331: plug-ins depend on each other: CachePlugin → MetricsPlugin → CachePlugin
                """),
        .init(
            .duplicatePlugin, "A plug-in is listed twice",
            "An app has one plug-in of a type. Remove one from the app's `plugins`.",
            mend: "Remove one of the two.",
            example: """
                MER-1332: the plug-in CachePlugin is listed twice; remove one
                """),
        .init(
            .lifecycleFailed, "The app or a plug-in failed to start",
            "Its `configure`, `start` or `ready` threw the error that follows the message. What had been started "
                + "before has been stopped again.",
            mend: "Look at the error behind it.",
            example: """
                MER-1333: the plug-in CachePlugin could not start (caused by: connection refused)
                """),
    ]
}
