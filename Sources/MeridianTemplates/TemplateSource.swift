/// The text of a template, and what messages call the place it comes from.
struct TemplateSource: Sendable, Hashable {
    var text: String
    /// The path of the file, or `embedded template 'name'`.
    var origin: String
}
