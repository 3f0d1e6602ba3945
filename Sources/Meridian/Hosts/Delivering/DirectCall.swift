import NIOCore

/// What a person, or the configuration of a platform's timer, says to Meridian itself, on every platform alike:
///
/// ```json
/// {"meridian": {"function": "refresh", "timer": {"time": "2026-03-01T09:30:00Z", "payload": "all"}}}
/// {"meridian": {"function": "price", "data": {"id": 7}}}
/// ```
enum DirectCall {
    /// - Returns: `nil` when the document is no such call.
    static func read(_ members: JSONMembers) -> Delivery? {
        guard let call = members.object("meridian") else { return nil }
        let function = call.text("function")
        if let data = call["data"] { return .document(data, function: function) }
        let timer = call.object("timer")
        return .timer(
            TimerEvent(time: timer?.text("time"), payload: timer?.text("payload")), names: [], function: function)
    }

    /// What any document that no platform's form fits may be: such a call, an event, several events, or just data.
    static func readAny(_ document: ByteBuffer) -> Delivery {
        if let members = JSONMembers(document) {
            if let call = read(members) { return call }
            if let event = EventEnvelope.structured(document) { return .events([event]) }
        } else if let elements = JSONText.elements(document), !elements.isEmpty {
            // Some platforms put each event of a batch into a string.
            let events = elements.compactMap { EventEnvelope.structured(JSONText.content($0) ?? $0) }
            if events.count == elements.count { return .events(events) }
        }
        return .document(document, function: nil)
    }
}
