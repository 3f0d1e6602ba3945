/// What goes into a new project.
struct Project: Sendable {
    let name: ProjectName
    /// The line of Package.swift that names Meridian; empty for a project that is no Swift package.
    let dependency: String
}

/// What a new project begins with.
enum ProjectTemplate: String, CaseIterable, Sendable {
    case swift, app, api, event, node, python, javascript, typescript

    /// Whether the project is a Swift package that depends on Meridian.
    var isSwiftPackage: Bool {
        switch self {
        case .swift, .app, .api, .event: true
        case .node, .python, .javascript, .typescript: false
        }
    }

    /// Every file of the project.
    func files(_ project: Project) -> [ProjectFile] {
        let own =
            switch self {
            case .swift: SwiftTemplate.files(project)
            case .app: AppTemplate.files(project)
            case .api: APITemplate.files(project)
            case .event: EventTemplate.files(project)
            case .node: NodeTemplate.files(project)
            case .python: PythonTemplate.files(project)
            case .javascript: ScriptTemplate.files(project, .javascript)
            case .typescript: ScriptTemplate.files(project, .typescript)
            }
        return (isSwiftPackage ? CommonTemplate.files(project) : []) + own
    }
}
