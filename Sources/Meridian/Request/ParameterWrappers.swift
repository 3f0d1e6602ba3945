// Parameter types by which a method under `@HTTP` says where a value comes from.

/// A parameter of the path: `func item(id: Path<Int>)`.
public struct Path<Value> {
    public var value: Value

    public init(_ value: Value) { self.value = value }
}

/// An item of the query: `func items(order: Query<Order>)`.
public struct Query<Value> {
    public var value: Value

    public init(_ value: Value) { self.value = value }
}

/// A header field, whose name is the parameter's with hyphens: `func item(xTraceId: Header<String?>)` reads
/// `x-trace-id`.
public struct Header<Value> {
    public var value: Value

    public init(_ value: Value) { self.value = value }
}

/// A cookie: `func account(session: Cookie<String>)`.
public struct Cookie<Value> {
    public var value: Value

    public init(_ value: Value) { self.value = value }
}

/// The JSON body: `func add(item: Body<Item>)`.
public struct Body<Value> {
    public var value: Value

    public init(_ value: Value) { self.value = value }
}

extension Path: Sendable where Value: Sendable {}
extension Query: Sendable where Value: Sendable {}
extension Header: Sendable where Value: Sendable {}
extension Cookie: Sendable where Value: Sendable {}
extension Body: Sendable where Value: Sendable {}
