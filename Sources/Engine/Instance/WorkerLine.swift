import MeridianCore
import Telemetry
import Wire

/// Turns a line that a worker printed into a log entry.
enum WorkerLine {
    static func entry(_ line: String, stream: LogEntry.Stream, instance: Instance, release: Release) -> LogEntry {
        if let record = LogRecord(line: line) {
            return LogEntry(
                service: release.service, release: release.number,
                function: FunctionName(record.function), instance: instance.id,
                requestID: record.requestID.isEmpty ? nil : record.requestID,
                level: LogLevel(rawValue: record.level) ?? .info, stream: stream,
                message: record.message,
                metadata: Dictionary(record.metadata.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }))
        }
        if release.manifest.program != nil, let program = ProgramLogLine(line) {
            return LogEntry(
                service: release.service, release: release.number, instance: instance.id,
                requestID: program.requestID.map { LambdaIdentity.platformID($0) } ?? instance.requestOfOutput,
                level: program.level ?? (stream == .stderr ? .error : .info), stream: stream, message: program.message)
        }
        return LogEntry(
            service: release.service, release: release.number, instance: instance.id,
            requestID: instance.requestOfOutput, level: stream == .stderr ? .error : .info, stream: stream,
            message: line)
    }
}
