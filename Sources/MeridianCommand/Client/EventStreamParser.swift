/// An event of a `text/event-stream`.
struct ServerEvent: Equatable {
    var id: String?
    var event = "message"
    var data = ""
}

/// Puts events together from the lines of a `text/event-stream` (WHATWG HTML, "Interpreting an event stream").
struct EventStreamParser {
    private var event = ServerEvent()
    private var hasData = false

    /// - Returns: The event that the line ends, if it does.
    mutating func add(_ line: String) -> ServerEvent? {
        guard !line.isEmpty else {
            defer { (event, hasData) = (ServerEvent(), false) }
            return hasData ? event : nil
        }
        let colon = line.firstIndex(of: ":")
        let name = colon.map { line[..<$0] } ?? line[...]
        var value = colon.map { line[line.index(after: $0)...] } ?? ""
        if value.first == " " { value.removeFirst() }
        switch name {
        case "id": event.id = String(value)
        case "event": event.event = String(value)
        case "data":
            event.data += (hasData ? "\n" : "") + value
            hasData = true
        // A comment, or what this version does not know.
        default: break
        }
        return nil
    }
}
