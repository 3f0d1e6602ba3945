/// Where a parameter comes from, as messages and the `in` member of a problem call it.
public enum ParameterPlace: String, Sendable {
    case path, query, header, cookie

    var noun: String {
        switch self {
        case .path: "path parameter"
        case .query: "query parameter"
        case .header: "header field"
        case .cookie: "cookie"
        }
    }
}
