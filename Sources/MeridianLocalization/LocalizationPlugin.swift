public import Meridian

/// Provides ``Localization`` and `context.text(_:_:)`, with messages from a folder or embedded in the program.
///
/// ```swift
/// var plugins: [any Plugin] { [LocalizationPlugin()] }
/// var configuration: Configuration { ["localization.path": "Messages"] }
/// ```
/// All messages are read and checked at start.
///
/// Settings:
/// - `localization.path`: the folder with `en.json` and the like, from the working directory of the process. Without it
///   there are only the embedded messages.
/// - `localization.default`: the language that is there for everybody, `en` by default.
/// - `localization.query`: the item of the query that says a caller's language, such as `lang`; none by default.
/// - `localization.cookie`: the cookie that says it; none by default.
public struct LocalizationPlugin: Plugin {
    // Asked for, so that the messages are read though no function uses them.
    @Inject private var localization: Localization
    private let embedded: [String: [String: JSONValue]]

    /// - Parameter embedded: Messages by key, by the tag of their language. A message of a file replaces one of the same
    ///   key.
    public init(_ embedded: [String: [String: JSONValue]] = [:]) {
        self.embedded = embedded
    }

    public var name: String { "localization" }

    public var configuration: Configuration { ["localization.default": "en"] }

    public func configure(_ app: inout AppSetup) {
        let embedded = embedded
        app.providers.singleton { (configuration: Configuration) in
            try Localization(
                embedded,
                folder: try configuration.value("localization.path", as: String.self).map { CatalogueFolder(path: $0) },
                defaultLanguage: try configuration.value("localization.default", as: String.self) ?? "en",
                sources: LanguageSources(
                    query: try configuration.value("localization.query", as: String.self),
                    cookie: try configuration.value("localization.cookie", as: String.self)))
        }
        app.middleware.append(LanguageLayer())
    }
}
