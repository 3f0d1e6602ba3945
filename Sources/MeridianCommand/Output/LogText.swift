import MeridianCore
import Telemetry

/// A log line as people read it: time, level, where it comes from, message, request.
enum LogText {
    /// - Parameter isBrief: Leaves out the date and the service, where only one runs.
    static func render(_ entry: LogEntry, isBrief: Bool = false) -> String {
        let time = entry.time.description
        var parts = [isBrief ? String(time.dropFirst(11).dropLast(1)) : time]
        parts.append(entry.level.rawValue.padded(to: 7))
        if let place = place(entry, isBrief: isBrief) { parts.append(place) }
        parts.append(entry.message)
        parts += entry.metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        if let request = entry.requestID { parts.append("[\(isBrief ? String(request.prefix(8)) : request)]") }
        return parts.joined(separator: " ")
    }

    private static func place(_ entry: LogEntry, isBrief: Bool) -> String? {
        if isBrief { return entry.function?.rawValue }
        guard let service = entry.service else { return nil }
        var place = service.rawValue
        if let function = entry.function { place += "/\(function)" }
        if let release = entry.release { place += "@\(release)" }
        return place
    }
}

extension String {
    /// Filled up with spaces.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
