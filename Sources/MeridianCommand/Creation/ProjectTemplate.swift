/// What goes into a new project.
struct Project: Sendable {
    let name: ProjectName
    /// The line of Package.swift that names Meridian.
    let dependency: String
}

/// What a new project begins with.
enum ProjectTemplate: String, CaseIterable, Sendable {
    case swift, app, api, event

    /// Every file of the project.
    func files(_ project: Project) -> [ProjectFile] {
        let own =
            switch self {
            case .swift: SwiftTemplate.files(project)
            case .app: AppTemplate.files(project)
            case .api: APITemplate.files(project)
            case .event: EventTemplate.files(project)
            }
        return CommonTemplate.files(project) + own
    }
}
