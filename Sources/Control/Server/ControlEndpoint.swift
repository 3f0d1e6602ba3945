import MeridianCore

/// An address of the control API.
struct ControlEndpoint: Sendable {
    let method: HTTPMethod
    let pattern: PathPattern
    let requirement: AccessRequirement
    /// The name under which the audit log records each call that succeeds; `nil` for one that changes nothing.
    let action: String?
    let answer: @Sendable (ControlRequest) async throws -> ControlResponse

    /// - Parameters:
    ///   - requirement: What the caller must be allowed.
    ///   - action: What it changes, for example `service.remove`. The endpoint adds what was and what is by
    ///     ``ControlRequest/changed(from:to:)``.
    init(
        _ method: HTTPMethod, _ path: String, needs requirement: AccessRequirement, records action: String? = nil,
        answer: @escaping @Sendable (ControlRequest) async throws -> ControlResponse
    ) {
        self.method = method
        // The paths are literals of this module; a test builds every one.
        self.pattern = try! PathPattern(path)
        self.requirement = requirement
        self.action = action
        self.answer = answer
    }
}
