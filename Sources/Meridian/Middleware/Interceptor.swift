/// Looks at what goes into a function and what comes out, without waiting for anything. A function without `await`
/// stays on its event loop.
///
/// ```swift
/// struct PoweredBy: Interceptor {
///     func after(_ response: inout Response, _ request: Request, _ context: Context) {
///         response.fields.set("powered-by", "Meridian")
///     }
/// }
/// ```
/// For every call in which `before` was entered and let pass, exactly one of `after` and `failed` is called.
public protocol Interceptor: FunctionLayer {
    /// - Returns: An answer in the place of the function's; `nil` lets the request pass.
    func before(_ request: inout Request, _ context: Context) throws -> Response?

    /// Called with the answer of what is inside. An error takes its place.
    /// - Parameter request: As the inner layers left it.
    func after(_ response: inout Response, _ request: Request, _ context: Context) throws

    /// Called with the error of what is inside. Throws it, or another, or answers; ``Context/response(for:)`` is the
    /// answer that the error would become outside of all layers.
    func failed(_ error: any Error, _ request: Request, _ context: Context) throws -> Response
}

extension Interceptor {
    public func before(_ request: inout Request, _ context: Context) throws -> Response? { nil }

    public func after(_ response: inout Response, _ request: Request, _ context: Context) throws {}

    public func failed(_ error: any Error, _ request: Request, _ context: Context) throws -> Response { throw error }
}
