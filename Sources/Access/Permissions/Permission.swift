/// Something that may be done through the control API, for one service or for all. The text is what messages name.
public enum Permission: String, CaseIterable, Hashable, Sendable, Codable {
    /// See services, their functions, releases and instances.
    case readServices = "services.read"
    case readLogs = "logs.read"
    case readMetrics = "metrics.read"
    case invokeFunctions = "functions.invoke"
    case publishEvents = "events.publish"
    case publishReleases = "releases.publish"
    /// Decide which release answers which requests.
    case changeTraffic = "traffic.change"
    /// Change limits, breakers and priorities.
    case changeRules = "rules.change"
    /// Look into queues, deliver again, purge.
    case operateQueues = "queues.operate"
    /// Alarms, plans, freezes, backups.
    case operatePlatform = "platform.operate"
    case removeServices = "services.remove"
    /// See the names and versions of secrets; nobody sees their values.
    case listSecrets = "secrets.list"
    case writeSecrets = "secrets.write"
    case readAudit = "audit.read"
    /// Choose whose signatures packages need.
    case manageKeys = "keys.manage"
    case manageTokens = "tokens.manage"
}
