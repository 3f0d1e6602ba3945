import Admission
import HTTPTransport
import MeridianCore
import NIOCore

/// What is answered to a request that is turned away: bytes that are made once for each function, rule and reason.
struct RejectionAnswer {
    /// How many are kept of one function.
    static let mostKept = 32

    static let ruleField = "x-meridian-rule"

    private let reason: Rejection.Reason
    private let rule: Int?
    private let seconds: Int
    /// It stands for what the function would have answered.
    let isFallback: Bool
    let head: ResponseHead
    let body: ByteBuffer

    /// - Parameter function: As in the request's facts.
    init(_ rejection: Rejection, function: Int, rules: CompiledRules) {
        reason = rejection.reason
        rule = rejection.rule
        seconds = rejection.retryAfterSeconds
        let fallback = rules.fallback(of: rejection)
        if case .response(let status, let contentType, let text)? = fallback {
            isFallback = true
            head = ResponseHead(
                status: status, fields: ["content-type": contentType, Self.ruleField: rules.name(of: rejection) ?? ""])
            body = ByteBuffer(string: text)
            return
        }
        isFallback = false
        let error = rules.error(for: rejection, function: function)
        let name = rules.name(of: rejection)
        var members: [(name: StaticString, value: String)] = []
        if let name { members.append((name: "rule", value: name)) }
        let (rendered, body) = ProblemDetails.render(error, members: members)
        var head = rendered
        if let name { head.fields.append(Self.ruleField, name) }
        self.head = head
        self.body = body
    }

    func fits(_ rejection: Rejection) -> Bool {
        reason == rejection.reason && rule == rejection.rule && seconds == rejection.retryAfterSeconds
    }
}
