import Logging
public import Meridian
import Synchronization

extension Context {
    /// The messages in the language that the caller asks for.
    ///
    /// `nil` when the app has no ``LocalizationPlugin``.
    public var texts: Texts? { self[LanguageKey.self]?.texts(self) }

    /// A message in the language that the caller asks for.
    /// - Parameters:
    ///   - key: Of the message; names of objects around it are joined with dots.
    ///   - parameters: What stands in the place of `{name}`. `count` chooses the plural form.
    /// - Returns: The message in the language, else in the default language, else the key. What is missing is logged
    ///   once.
    public func text(_ key: String, _ parameters: [String: any MessageValue] = [:]) -> String {
        guard let texts else {
            logger.warning("there are no messages, because the app has no LocalizationPlugin")
            return key
        }
        return texts(key, parameters)
    }
}

enum LanguageKey: ContextKey {
    typealias Value = LanguageOfCall
}

/// The language of one call, found out when it is first asked for.
final class LanguageOfCall: Sendable {
    private let localization: Localization
    private let language = Mutex<String?>(nil)

    init(_ localization: Localization) {
        self.localization = localization
    }

    /// `nil` when nobody has asked.
    var chosen: String? { language.withLock { $0 } }

    func texts(_ context: Context) -> Texts {
        let language = language.withLock { language in
            if let language { return language }
            let chosen = localization.texts(for: context).language
            language = chosen
            return chosen
        }
        return Texts(language: language, localization: localization, context: context)
    }
}
