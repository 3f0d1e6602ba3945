import JSONCodec
import Telemetry

/// A line of JSON that a program as it is printed, as the loggers of its language write them: what it says of its level
/// and its request.
struct ProgramLogLine {
    var level: LogLevel?
    var requestID: String?
    var message: String

    /// - Returns: `nil` for a line that is no JSON object with a message.
    init?(_ line: String) {
        guard line.utf8.first == UInt8(ascii: "{") else { return nil }
        var (level, requestID, message): (LogLevel?, String?, String?) = (nil, nil, nil)
        var line = line
        line.withUTF8 { bytes in
            var reader = JSONReader(UnsafeRawBufferPointer(bytes))
            do throws(JSONError) {
                try reader.beginObject()
                while let key = try reader.nextKey() {
                    guard try reader.next() == .string else {
                        try reader.skipValue()
                        continue
                    }
                    let value = try reader.readString()
                    switch key {
                    case "level", "severity", "levelname": level = Self.level(value)
                    case "requestId", "request_id", "requestID", "AWSRequestId": requestID = value
                    case "message", "msg": message = value
                    default: break
                    }
                }
                try reader.finish()
            } catch {
                message = nil
            }
        }
        guard let message else { return nil }
        self.level = level
        self.requestID = requestID
        self.message = message
    }

    private static func level(_ text: String) -> LogLevel? {
        switch text.lowercased() {
        case "warn": .warning
        case "err": .error
        case "fatal": .critical
        case let name: LogLevel(rawValue: name)
        }
    }
}
