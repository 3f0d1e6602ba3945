extension ErrorCode {
    public static let cataloguesUnreadable = ErrorCode(1650)
    public static let malformedCatalogue = ErrorCode(1651)
    public static let noDefaultCatalogue = ErrorCode(1652)
    public static let unknownLanguage = ErrorCode(1653)

    static let localizationExplanations: [ErrorExplanation] = [
        .init(
            .cataloguesUnreadable, "The messages can't be read",
            "The folder that the setting `localization.path` names is not there or can't be read, or a file in it. A "
                + "relative path counts from the working directory of the service.",
            mend: "Name the folder, and let the package contain it.",
            example: """
                MERIDIAN_LOCALIZATION_PATH=/srv/shop/messages
                """),
        .init(
            .malformedCatalogue, "A file of messages is malformed",
            "The file is no JSON object, or an entry is neither a text, nor an object of plural forms, nor an object of "
                + "further messages, or names a form that the language does not have. The message has the place.",
            mend: "Mend the file at the place that the message names.",
            example: """
                { "cart": { "title": "Cart", "items": { "one": "{count} item", "other": "{count} items" } } }
                """),
        .init(
            .noDefaultCatalogue, "The default language has no messages",
            "A caller whose languages are not there is answered in the language that the setting "
                + "`localization.default` names. There are no messages in it.",
            mend: "Add the file of that language, or name another.",
            example: """
                MERIDIAN_LOCALIZATION_DEFAULT=de
                """),
        .init(
            .unknownLanguage, "A language is not known",
            "The name of a file of messages is no tag of a language, or messages have plural forms in a language whose "
                + "plural rules are not known.",
            mend: "Name the file by the language, or write the message without plural forms.",
            example: """
                messages/en.json   messages/pt-BR.json   messages/zh-Hant.json
                """),
    ]
}
