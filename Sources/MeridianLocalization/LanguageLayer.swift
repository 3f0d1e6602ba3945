import Meridian
import MeridianCore

/// Lets functions ask for messages, and tells caches that an answer depends on the language.
struct LanguageLayer: Interceptor {
    @Inject var localization: Localization

    var triggers: TriggerKinds { .all }

    func before(_ request: inout Request, _ context: Context) throws -> Response? {
        context[LanguageKey.self] = LanguageOfCall(localization)
        return nil
    }

    func after(_ response: inout Response, _ request: Request, _ context: Context) throws {
        guard let language = context[LanguageKey.self]?.chosen, context.isRequest else { return }
        if response.fields["content-language"] == nil { response.fields.set("content-language", language) }
        Vary.add("accept-language", to: &response.fields)
        if localization.sources.cookie != nil { Vary.add("cookie", to: &response.fields) }
    }
}
