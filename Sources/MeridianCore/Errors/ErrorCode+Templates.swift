extension ErrorCode {
    public static let templatesUnreadable = ErrorCode(1640)
    public static let brokenTemplate = ErrorCode(1641)
    public static let missingPartial = ErrorCode(1642)
    public static let partialCycle = ErrorCode(1643)
    public static let noSuchTemplate = ErrorCode(1644)

    static let templatesExplanations: [ErrorExplanation] = [
        .init(
            .templatesUnreadable, "The templates can't be read",
            "The folder that the setting `templates.path` names is not there or can't be read, or a file in it is no "
                + "text in UTF-8. A relative path counts from the working directory of the service.",
            mend: "Name the folder, and let the package contain it.",
            example: """
                MERIDIAN_TEMPLATES_PATH=/srv/shop/templates
                """),
        .init(
            .brokenTemplate, "A template is broken",
            "A template does not have the form of Mustache: a tag or a section is not closed, or is one that can't be "
                + "used. The message has file, line and column.",
            mend: "Mend the template at the place that the message names.",
            example: """
                {{#items}}<li>{{name}}</li>{{/items}}
                """),
        .init(
            .missingPartial, "A template uses another that is not there",
            "The tag `{{> name}}` or `{{< name}}` names a template by its path from the folder of templates, without "
                + "the extension. There is none.",
            mend: "Add the template, or mend the name at the place that the message names.",
            example: """
                {{> parts/header}}   templates/parts/header.mustache
                """),
        .init(
            .partialCycle, "A template uses itself",
            "Templates that use each other in a circle could go on without end, whatever the values, and so could a "
                + "block that is used in what stands in its own place. They are refused at start.",
            mend: "Break the circle: flatten a tree into a list before it is rendered, give blocks names of their own.",
            example: """
                page → menu → page
                """),
        .init(
            .noSuchTemplate, "There is no template of a name",
            "A function renders a template by its path from the folder of templates, without the extension. There is "
                + "none.",
            mend: "Add the template, or mend the name in the call.",
            example: """
                try templates.html("orders/receipt", with: order)   // templates/orders/receipt.mustache
                """),
    ]
}
