import Foundation
import MeridianCore
import Telemetry

/// The end of what one invocation wrote to its log.
enum LogTail {
    /// What the field with it may hold, before Base64.
    private static let limit = 4_096
    private static let lines = 1_000

    /// The lines of an invocation, the last 4 KiB of them, in Base64. A program with the contract lambda serves one call at
    /// a time: what its instance wrote between this call's first line and the next call's is this call's.
    static func read(_ requestID: String, of service: ServiceName, in logs: LogStore) -> String {
        var instance: String?
        var text = ""
        for entry in logs.recent(LogFilter(service: service), limit: lines) where entry.stream != .access {
            let isOwn = entry.requestID == requestID
            if isOwn, entry.instance != nil { instance = entry.instance }
            if instance != nil, entry.instance == instance, !isOwn, entry.message.hasPrefix("START RequestId:") {
                break
            }
            if isOwn || (instance != nil && entry.instance == instance && entry.requestID == nil) {
                text += entry.message + "\n"
            }
        }
        return Data(text.utf8.suffix(limit)).base64EncodedString()
    }
}
