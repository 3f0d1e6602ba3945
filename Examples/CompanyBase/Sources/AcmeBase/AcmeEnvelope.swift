public import Meridian

/// `{"code": 0, "data": …, "trace": "…"}`.
public struct AcmeEnvelope: ResultEncoder {
    private struct Answer<Result: Encodable>: Encodable {
        var code = 0
        var data: Result
        var trace: String
    }

    public init() {}

    public func response(for result: some Encodable, _ context: Context) throws -> Response {
        try .json(Answer(data: result, trace: context.requestID))
    }
}
