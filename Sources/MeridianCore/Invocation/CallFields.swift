/// The fields by which a call between services carries on what its caller was called with.
public enum CallFields {
    /// How many calls lie between the first caller and this one; absent for the first.
    public static let depth = "x-meridian-depth"
    /// Milliseconds after which nobody waits for the answer.
    public static let timeout = "x-meridian-timeout"
    /// How much the call matters.
    public static let criticality = "x-meridian-criticality"
    /// Which service calls.
    public static let origin = "x-meridian-origin"

    /// The deepest that services may call each other.
    public static let deepest = 16

    /// The depth of a request; 0 for one that no service made.
    public static func depth(of fields: HTTPFields) -> Int {
        fields[depth].flatMap { Int($0) }.map { max(0, $0) } ?? 0
    }

    /// Writes what a call carries on from the request that is being served.
    /// - Parameters:
    ///   - request: The fields of that request.
    ///   - service: The service that calls.
    ///   - remaining: Milliseconds that are left for it; `nil` without a limit.
    /// - Throws: ``ErrorCode/callTooDeep`` with status 508.
    public static func carry(
        _ request: HTTPFields, from service: String, remaining: Int64?, into fields: inout HTTPFields
    ) throws(MeridianError) {
        let next = depth(of: request) + 1
        try check(depth: next)
        fields.set(depth, String(next))
        fields.set(origin, service)
        if let remaining { fields.set(timeout, String(max(1, remaining))) }
        if let value = request[criticality] { fields.set(criticality, value) }
        if let id = request[RequestID.fieldName] { fields.set(RequestID.fieldName, id) }
        TraceContext(fields: request)?.child().write(into: &fields)
    }

    /// - Throws: ``ErrorCode/callTooDeep`` with status 508.
    public static func check(depth: Int) throws(MeridianError) {
        guard depth > deepest else { return }
        throw MeridianError(
            .callTooDeep,
            "services have called each other \(deepest) deep, which is as deep as they may; one of them calls back "
                + "into those that called it", status: 508)
    }
}
