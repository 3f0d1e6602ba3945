import MeridianCore

extension HTTPFields {
    /// Gives fields that have no `x-request-id` this one; an empty one stands for none.
    mutating func identify(_ id: @autoclosure () -> String) {
        guard !has("x-request-id") else { return }
        let id = id()
        if !id.isEmpty { append(RequestID.fieldName, id) }
    }
}
