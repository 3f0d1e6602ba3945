import Meridian
import MeridianCore

/// Where a caller says its language, before the field `accept-language`.
struct LanguageSources: Sendable {
    /// The name of an item of the query.
    var query: String?
    var cookie: String?
}

extension Localization {
    /// The language that a caller asks for: by the query, by a cookie, by `accept-language`.
    func language(for head: RequestHead) -> String {
        if let name = sources.query, let tag = QueryItems(head.query)[name], let language = language(nearestTo: tag) {
            return language
        }
        if let name = sources.cookie, let tag = Cookies(head.fields)[name], let language = language(nearestTo: tag) {
            return language
        }
        return language(acceptedBy: head.fields.values("accept-language")) ?? defaultLanguage
    }
}
