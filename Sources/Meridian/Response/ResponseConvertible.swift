/// A value that says itself which response it becomes. Other `Encodable` values become JSON.
public protocol ResponseConvertible: SendableMetatype {
    func response() throws -> Response
}

extension Response: ResponseConvertible {
    public func response() -> Response { self }
}

/// `text/plain; charset=utf-8`.
extension String: ResponseConvertible {
    public func response() -> Response { .text(self) }
}

/// `nil` is answered 404 (`MER-1003`).
extension Optional: ResponseConvertible where Wrapped: ResponseConvertible {
    public func response() throws -> Response {
        guard let self else { throw Problem.nothingFound() }
        return try self.response()
    }
}
