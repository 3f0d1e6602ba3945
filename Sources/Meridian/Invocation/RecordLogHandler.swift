import Logging
import Wire

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Writes log lines so that the platform knows their level, function and request: see ``LogRecord``.
struct RecordLogHandler: LogHandler {
    let function: String
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata.merging(event.metadata ?? [:]) { $1 }
        let requestID = all.removeValue(forKey: "request-id").map { "\($0)" } ?? ""
        if let error = event.error { all["error"] = "\(error)" }
        let record = LogRecord(
            level: event.level.rawValue, function: function, requestID: requestID, message: "\(event.message)",
            metadata: all.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") })
        StandardStream.complain(record.line)
    }
}

extension LogDestination {
    /// Records on standard error, for the platform to read.
    package static let records = LogDestination.handler { RecordLogHandler(function: $0) }
}
