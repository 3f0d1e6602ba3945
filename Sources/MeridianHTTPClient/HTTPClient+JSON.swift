import Meridian

// What a service with a JSON API is mostly asked. All throw as ``HTTPClient/call(_:)`` and ``ClientAnswer/decode(_:)``.
extension HTTPClient {
    /// Asks for a value.
    /// - Parameters:
    ///   - path: Behind the base URL, percent-encoded.
    ///   - query: Percent-encoded here.
    ///   - type: What the body of the answer is read as.
    public func get<Value: Decodable>(
        _ path: String, query: KeyValuePairs<String, String> = [:], as type: Value.Type = Value.self
    ) async throws -> Value {
        try await call(ClientRequest(.get, path, query: query, fields: Self.acceptsJSON)).decode(type)
    }

    /// Sends a value and reads another.
    public func post<Value: Decodable>(
        _ path: String, json value: some Encodable, as type: Value.Type = Value.self
    ) async throws -> Value {
        try await exchange(.post, path, value).decode(type)
    }

    /// Sends a value.
    @discardableResult
    public func post(_ path: String, json value: some Encodable) async throws -> ClientAnswer {
        try await exchange(.post, path, value)
    }

    /// Puts a value in the place of what is there, and reads another.
    public func put<Value: Decodable>(
        _ path: String, json value: some Encodable, as type: Value.Type = Value.self
    ) async throws -> Value {
        try await exchange(.put, path, value).decode(type)
    }

    /// Puts a value in the place of what is there.
    @discardableResult
    public func put(_ path: String, json value: some Encodable) async throws -> ClientAnswer {
        try await exchange(.put, path, value)
    }

    /// Changes what is there, and reads a value.
    public func patch<Value: Decodable>(
        _ path: String, json value: some Encodable, as type: Value.Type = Value.self
    ) async throws -> Value {
        try await exchange(.patch, path, value).decode(type)
    }

    /// Deletes what is there.
    @discardableResult
    public func delete(_ path: String) async throws -> ClientAnswer {
        try await call(ClientRequest(.delete, path))
    }

    private static let acceptsJSON: HTTPFields = ["accept": "application/json"]

    private func exchange(_ method: HTTPMethod, _ path: String, _ value: some Encodable) async throws -> ClientAnswer {
        try await call(ClientRequest(method, path, fields: Self.acceptsJSON, json: value))
    }
}
