/// Turns what functions return into answers: an envelope of one's own, another format.
///
/// ```swift
/// struct Envelope: ResultEncoder {
///     struct Answer<Result: Encodable>: Encodable {
///         var requestID: String
///         var data: Result
///     }
///
///     func response(for result: some Encodable, _ context: Context) throws -> Response {
///         try .json(Answer(requestID: context.requestID, data: result))
///     }
/// }
/// ```
/// It is asked for every `Encodable` value that does not say itself which response it becomes. A function that returns
/// nothing, text or a ``Response`` is answered without it, and so is `nil`.
public protocol ResultEncoder: Sendable {
    func response(for result: some Encodable, _ context: Context) throws -> Response
}

extension FunctionGroup {
    /// These functions, with what turns their results into answers. An encoder of a function or a group inside wins.
    public func results(_ encoder: any ResultEncoder) -> FunctionList {
        FunctionList(
            functions.map { function in
                var function = function
                function.resultEncoder = function.resultEncoder ?? encoder
                return function
            })
    }
}
