/// A set of permissions that people are given together.
public enum Role: String, CaseIterable, Hashable, Sendable, Codable {
    /// Looks.
    case viewer
    /// Ships: calls functions, publishes releases and decides which of them answers.
    case developer
    /// Runs what was shipped: limits, queues, plans, secrets.
    case `operator`
    /// Decides who may do what.
    case admin
}

extension Role {
    /// What the role includes. The whole matrix of roles and permissions is here.
    public var permissions: Set<Permission> {
        switch self {
        case .viewer: [.readServices, .readLogs, .readMetrics]
        case .developer:
            Role.viewer.permissions.union([
                .invokeFunctions, .publishEvents, .publishReleases, .changeTraffic, .listSecrets,
            ])
        case .operator:
            Role.developer.permissions.union([
                .changeRules, .operateQueues, .operatePlatform, .removeServices, .writeSecrets, .readAudit,
            ])
        case .admin: Set(Permission.allCases)
        }
    }
}

extension Permission {
    /// The roles that include it, the least first.
    public var roles: [Role] { Role.allCases.filter { $0.permissions.contains(self) } }
}
