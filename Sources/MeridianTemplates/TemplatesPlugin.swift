public import Meridian

/// Provides ``Templates``, read from a folder or embedded in the program.
///
/// ```swift
/// var plugins: [any Plugin] { [TemplatesPlugin()] }
/// var configuration: Configuration { ["templates.path": "Templates"] }
/// ```
/// All templates are read and checked at start: one that is broken, or uses another that is not there, ends it.
///
/// Settings:
/// - `templates.path`: the folder, from the working directory of the process. Without it there are only the embedded
///   templates.
/// - `templates.extension`: of the files, `mustache` by default.
/// - `templates.reload`: whether files that have changed are read anew when a template is used. By default only in the
///   stage `dev`.
public struct TemplatesPlugin: Plugin {
    // Asked for, so that the templates are read though no function uses them.
    @Inject private var templates: Templates
    private let embedded: [String: String]

    /// - Parameter embedded: Texts of templates by name. A file of the same name replaces one.
    public init(_ embedded: [String: String] = [:]) {
        self.embedded = embedded
    }

    public var name: String { "templates" }

    public var configuration: Configuration { ["templates.extension": "mustache"] }

    public func configure(_ app: inout AppSetup) {
        let embedded = embedded
        let isDevelopment = app.stage == "dev"
        app.providers.singleton { (configuration: Configuration) in
            let path = try configuration.value("templates.path", as: String.self)
            let fileExtension = try configuration.value("templates.extension", as: String.self) ?? "mustache"
            return try Templates(
                embedded, folder: path.map { TemplateFolder(path: $0, fileExtension: fileExtension) },
                reloads: try configuration.value("templates.reload", as: Bool.self) ?? isDevelopment)
        }
    }
}
