import MeridianCore
import NIOCore

/// The request that a script serves, as far as what it calls is told of it.
struct CallOrigin {
    var requestID = ""
    /// The fields that calls carry on.
    var fields = HTTPFields()
    var deadline: NIODeadline?

    private static let carried = [
        RequestID.fieldName, TraceContext.fieldName, TraceContext.stateFieldName, CallFields.depth,
        CallFields.criticality,
    ]

    init() {}

    init(_ request: HTTPFields, requestID: String, timeout: TimeAmount?) {
        self.requestID = requestID
        for name in Self.carried {
            if let value = request[name] { fields.append(name, value) }
        }
        deadline = timeout.map { .now() + $0 }
    }

    /// Milliseconds that are left.
    var remaining: Int64? {
        deadline.map { max(0, ($0 - .now()).nanoseconds / 1_000_000) }
    }
}
