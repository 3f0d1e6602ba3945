import MeridianCore
public import Testing

/// Something that every implementation of a store must do, tried on an empty store of its own.
public struct StoreCheck<Store: Sendable>: Sendable, CustomTestStringConvertible {
    public let name: String
    private let body: @Sendable (Store) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (Store) async throws -> Void) {
        self.name = name
        self.body = body
    }

    public var testDescription: String { name }

    public func run(_ store: Store) async throws {
        try await body(store)
    }
}

/// Expects an error with a number.
func expect(
    _ code: ErrorCode, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async {
    let error = await #expect(throws: MeridianError.self, comment, sourceLocation: sourceLocation) { try await body() }
    #expect(error?.code == code, comment, sourceLocation: sourceLocation)
}
