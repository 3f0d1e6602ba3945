import MeridianCore
import NIOCore
import Telemetry

/// What is written down of a request.
struct AccessRecord {
    var service: ServiceName
    var release: Int
    var function: FunctionName
    var request: RequestHead
    var status: Int
    var answerBytes: Int
    var duration: TimeAmount

    var requestID: String { request.fields[RequestID.fieldName] ?? "" }

    var milliseconds: Double { Double(duration.nanoseconds / 1000) / 1000 }
}

/// Takes down requests, on the event loop that served them.
protocol AccessLog: AnyObject {
    func record(_ record: AccessRecord)
}

/// Requests among the log lines of their service.
final class EntryAccessLog: AccessLog {
    private let logs: LogStore

    init(_ logs: LogStore) {
        self.logs = logs
    }

    func record(_ record: AccessRecord) {
        logs.append(
            LogEntry(
                service: record.service, release: record.release, function: record.function,
                requestID: record.requestID, level: record.status >= 500 ? .error : .info, stream: .access,
                message: "\(record.request.method) \(record.request.path) \(record.status) \(record.milliseconds) ms",
                metadata: ["bytes": String(record.answerBytes)]))
    }
}
