/// Which form a number takes in a language.
struct PluralRules: Sendable {
    /// The forms that the language has, `other` among them.
    let categories: [PluralCategory]
    let category: @Sendable (PluralOperands) -> PluralCategory

    private init(_ categories: [PluralCategory], _ category: @escaping @Sendable (PluralOperands) -> PluralCategory) {
        self.categories = categories + [.other]
        self.category = category
    }

    /// - Parameter tag: Of the language.
    /// - Returns: `nil` for a language whose rules are not known here.
    static func of(_ tag: String) -> PluralRules? {
        LanguageTag.chain(of: tag).lazy.compactMap { byLanguage[$0] }.first
    }

    private static let byLanguage: [String: PluralRules] = {
        var rules: [String: PluralRules] = [:]
        for (languages, rule) in table {
            for language in languages.split(separator: " ") { rules[String(language)] = rule }
        }
        return rules
    }()

    /// As in CLDR 47, for cardinal numbers. What only compact forms such as `1c6` have is left out.
    private static let table: [(languages: String, rules: PluralRules)] = [
        ("id ja ko lo ms my th vi yue zh", PluralRules([]) { _ in .other }),
        ("de en et fi fy gl nl sv sw ur yi", PluralRules([.one]) { $0.i == 1 && $0.v == 0 ? .one : .other }),
        (
            "af az bg el eo eu hu ka kk ky ml mn mr nb ne nn no sq ta te tk tr uz",
            PluralRules([.one]) { $0.n == 1 ? .one : .other }
        ),
        ("am bn fa gu hi kn", PluralRules([.one]) { $0.i == 0 || $0.n == 1 ? .one : .other }),
        ("mg pa", PluralRules([.one]) { $0.n == 0 || $0.n == 1 ? .one : .other }),
        ("hy", PluralRules([.one]) { $0.i <= 1 ? .one : .other }),
        ("da", PluralRules([.one]) { $0.n == 1 || $0.t != 0 && $0.i <= 1 ? .one : .other }),
        ("is", PluralRules([.one]) { $0.t == 0 && endsInOne($0.i) || endsInOne($0.t) ? .one : .other }),
        ("mk", PluralRules([.one]) { $0.v == 0 && endsInOne($0.i) || endsInOne($0.f) ? .one : .other }),
        ("ca it pt-pt", PluralRules([.one, .many]) { $0.i == 1 && $0.v == 0 ? .one : millions($0) }),
        ("es", PluralRules([.one, .many]) { $0.n == 1 ? .one : millions($0) }),
        ("fr pt", PluralRules([.one, .many]) { $0.i <= 1 ? .one : millions($0) }),
        (
            "he",
            PluralRules([.one, .two]) {
                $0.i == 1 && $0.v == 0 || $0.i == 0 && $0.v != 0 ? .one : $0.i == 2 && $0.v == 0 ? .two : .other
            }
        ),
        ("ro", PluralRules([.one, .few], romanian)), ("lt", PluralRules([.one, .few, .many], lithuanian)),
        ("lv", PluralRules([.zero, .one], latvian)), ("cs sk", PluralRules([.one, .few, .many], czech)),
        ("pl", PluralRules([.one, .few, .many], polish)), ("ru uk", PluralRules([.one, .few, .many], russian)),
        ("be", PluralRules([.one, .few, .many], belarusian)), ("bs hr sr", PluralRules([.one, .few], croatian)),
        ("sl", PluralRules([.one, .two, .few], slovene)), ("ga", PluralRules([.one, .two, .few, .many], irish)),
        ("cy", PluralRules([.zero, .one, .two, .few, .many], welsh)),
        ("ar", PluralRules([.zero, .one, .two, .few, .many], arabic)),
    ]
}
