import Logging
import MeridianCore

/// The log of the command itself: warnings and errors, one line each, on standard error.
struct CommandLogger: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .warning

    static func make(label: String) -> Logger {
        Logger(label: label) { _ in CommandLogger() }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let details = all.map { " \($0.key)=\($0.value)" }.joined()
        StandardError.write("\(Timestamp.now) \(event.level) \(event.message)\(details)\n")
    }
}
