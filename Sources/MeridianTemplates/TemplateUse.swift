/// What one part of the templates writes within itself: another template, or a block.
struct TemplateUse: Hashable {
    enum Part: Hashable, CustomStringConvertible {
        /// A template, by `{{> name}}` or `{{< name}}`. Its name is `*name` where a value says which.
        case template(String)
        /// The block `{{$ name}}` of a layout, or what stands in its place.
        case block(String)

        var description: String {
            switch self {
            case .template(let name): name
            case .block(let name): "$\(name)"
            }
        }
    }

    var user: Part
    var used: Part
    /// From 1.
    var line: Int
}
