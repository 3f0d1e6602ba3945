public import MeridianCore

/// An example of an HTTP request.
public struct SampleRequest: Sendable, Equatable {
    public var method: HTTPMethod
    /// Path and query, percent-encoded.
    public var target: String
    /// Names in lower case.
    public var fields: [(name: String, value: String)]
    public var body: String

    public init(
        _ method: HTTPMethod, _ target: String, fields: [(name: String, value: String)] = [], body: String = ""
    ) {
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
    }

    public static func == (left: SampleRequest, right: SampleRequest) -> Bool {
        left.method == right.method && left.target == right.target && left.body == right.body
            && left.fields.elementsEqual(right.fields) { $0 == $1 }
    }

    var path: String { String(target.prefix { $0 != "?" }) }

    /// Without the question mark; empty when there is none.
    var query: String { target.contains("?") ? String(target.drop { $0 != "?" }.dropFirst()) : "" }

    /// The items of the query in order, percent-decoded.
    var queryItems: [(name: String, value: String)] {
        query.split(separator: "&").map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                PercentEncoding.decode($0.utf8, plusIsSpace: true) ?? String($0)
            }
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
    }

    /// The values of each name, in the order in which the names come first.
    static func grouped(_ pairs: [(name: String, value: String)]) -> [(name: String, values: [String])] {
        var groups: [(name: String, values: [String])] = []
        for (name, value) in pairs {
            if let index = groups.firstIndex(where: { $0.name == name }) {
                groups[index].values.append(value)
            } else {
                groups.append((name, [value]))
            }
        }
        return groups
    }

    /// Fields as a client sends them through a proxy, with those of this request.
    func fields(host: String) -> [(name: String, value: String)] {
        [
            ("host", host), ("user-agent", SampleText.userAgent), ("x-forwarded-for", SampleText.clientAddress),
            ("x-forwarded-port", "443"), ("x-forwarded-proto", "https"),
        ] + fields
    }
}
