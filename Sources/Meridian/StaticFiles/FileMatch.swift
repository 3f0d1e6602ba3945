import MeridianCore

/// What the conditional fields of a request mean for a file (RFC 9110 §13.2.2).
enum FileMatch: Equatable {
    case send
    case notModified
    case preconditionFailed

    init(_ fields: HTTPFields, etag: String, modified: Int) {
        if let tags = Self.tags(fields, "if-match") {
            // A weak tag never matches strongly.
            guard tags.contains("*") || tags.contains(etag) else {
                self = .preconditionFailed
                return
            }
        } else if let date = fields["if-unmodified-since"].flatMap(HTTPDateText.seconds), modified > date {
            self = .preconditionFailed
            return
        }
        if let tags = Self.tags(fields, "if-none-match") {
            let matches = tags.contains { $0 == "*" || ($0.hasPrefix("W/") ? String($0.dropFirst(2)) : $0) == etag }
            self = matches ? .notModified : .send
        } else if let date = fields["if-modified-since"].flatMap(HTTPDateText.seconds), modified <= date {
            self = .notModified
        } else {
            self = .send
        }
    }

    /// Whether a range may be sent: `if-range` is missing or names this state of the file.
    static func allowsRange(_ fields: HTTPFields, etag: String, modified: Int) -> Bool {
        guard let condition = fields["if-range"] else { return true }
        return condition == etag || HTTPDateText.seconds(of: condition) == modified
    }

    private static func tags(_ fields: HTTPFields, _ name: String) -> [String]? {
        let values = fields.values(name)
        guard !values.isEmpty else { return nil }
        return values.flatMap { $0.split(separator: ",") }.map { tag in
            var tag = tag.drop { $0 == " " }
            while tag.last == " " { tag.removeLast() }
            return String(tag)
        }
    }
}
