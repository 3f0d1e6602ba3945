/// A layer that asks who the caller is, and tells documents how the caller says it.
public protocol SecurityDescribed: FunctionLayer {
    /// The name of the scheme and its members as a Security Scheme Object of OpenAPI has them.
    var securityScheme: (name: String, members: [String: JSONValue]) { get }
}

extension BasicAuthentication: SecurityDescribed {
    public var securityScheme: (name: String, members: [String: JSONValue]) {
        ("basic", ["type": "http", "scheme": "basic"])
    }
}

extension BearerAuthentication: SecurityDescribed {
    public var securityScheme: (name: String, members: [String: JSONValue]) {
        ("bearer", ["type": "http", "scheme": "bearer"])
    }
}
