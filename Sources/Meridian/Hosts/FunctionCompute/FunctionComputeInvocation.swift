import MeridianCore

/// What Function Compute tells of an invocation beside its event.
///
/// ```swift
/// guard let credentials = context.functionCompute?.credentials else { throw Problem(status: 503) }
/// let bucket = Bucket("photos", accessKeyID: credentials.accessKeyID, …)
/// ```
public struct FunctionComputeInvocation: Sendable, Equatable {
    /// Under which the logs know the invocation.
    public var requestID: String
    public var functionName: String
    /// The service of a function of the second generation; `nil` for the third.
    public var serviceName: String?
    /// The alias or version that was invoked.
    public var qualifier: String?
    public var versionID: String?
    public var region: String
    public var accountID: String
    /// Of the role that the function has; `nil` when it has none.
    public var credentials: Credentials?

    /// What calls of other services are signed with. They end after hours: take them anew with each invocation.
    public struct Credentials: Sendable, Equatable {
        public var accessKeyID: String
        public var accessKeySecret: String
        public var securityToken: String
    }
}

extension Context {
    /// What Function Compute tells of the invocation; `nil` anywhere else.
    public var functionCompute: FunctionComputeInvocation? {
        execution.table.identity.host == .functionCompute ? FunctionComputeInvocation(head.fields) : nil
    }
}

extension FunctionComputeInvocation {
    init?(_ fields: HTTPFields) {
        guard let requestID = fields["x-fc-request-id"] else { return nil }
        func field(_ name: String) -> String? { fields["x-fc-" + name].flatMap { $0.isEmpty ? nil : $0 } }
        self.requestID = requestID
        functionName = field("function-name") ?? ""
        serviceName = field("service-name")
        qualifier = field("qualifier")
        versionID = field("version-id")
        region = field("region") ?? ""
        accountID = field("account-id") ?? ""
        if let id = field("access-key-id"), let secret = field("access-key-secret") {
            credentials = Credentials(
                accessKeyID: id, accessKeySecret: secret, securityToken: field("security-token") ?? "")
        }
    }
}
