import MeridianCore
import NIOCore

/// The request that a script serves, as far as what it calls is told of it.
struct CallOrigin {
    /// The fields that calls carry on.
    var fields = HTTPFields()
    var deadline: NIODeadline?

    private static let carried = [
        RequestID.fieldName, TraceContext.fieldName, TraceContext.stateFieldName, CallFields.depth,
        CallFields.criticality,
    ].map { Array($0.utf8) }

    init() {}

    init(_ request: HTTPFields, timeout: TimeAmount?) {
        // Room for an id and a trace, which most requests have.
        fields = HTTPFields(capacity: 128)
        // Every request passes here: one look at each field, and most are none of these by their first letter.
        request.forEach { name, value in
            guard let first = name.first, first == UInt8(ascii: "x") || first == UInt8(ascii: "t"),
                Self.carried.contains(where: { $0.count == name.count && $0.elementsEqual(name) })
            else { return }
            fields.append(name: name, value: value)
        }
        deadline = timeout.map { .now() + $0 }
    }

    /// `nil` for a request without one.
    var requestID: String? { fields[RequestID.fieldName] }

    /// Milliseconds that are left.
    var remaining: Int64? {
        deadline.map { max(0, ($0 - .now()).nanoseconds / 1_000_000) }
    }
}
