import Meridian
import MeridianCore

extension Problem {
    static func malformedMultipart(_ detail: String) -> Problem {
        Problem(.malformedMultipart, "the multipart body is malformed: \(detail)", status: 400)
    }

    /// - Parameters:
    ///   - subject: What has a limit.
    ///   - setting: The key of the limit.
    static func multipartTooLarge(_ subject: String, _ limit: Int, setting: String) -> Problem {
        Problem(
            .multipartTooLarge, "\(subject), of which \(limit) are allowed", status: 413,
            extensions: ["limit": .integer(Int64(limit)), "setting": .string(setting)])
    }

    static func badField(_ name: String, _ reason: String) -> Problem {
        Problem(
            .badForm, "the field '\(name)' of the form \(reason)", status: 400, extensions: ["field": .string(name)])
    }
}
