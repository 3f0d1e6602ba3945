import JSONCodec
import LambdaAPI
import Meridian
import MeridianCore
import NIOCore

/// What became of an event, in the shape in which Lambda tells the function that is a destination
/// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html).
struct LambdaDestinationRecord: Encodable {
    private struct Context: Encodable {
        var requestId: String
        var functionArn: String
        var condition: String
        var approximateInvokeCount: Int
    }

    private struct Response: Encodable {
        var statusCode = 200
        var executedVersion = "$LATEST"
        var functionError: String?
    }

    private let version = "1.0"
    private var timestamp: String
    private var requestContext: Context
    private var requestPayload: JSONValue
    private var responseContext: Response
    private var responsePayload: JSONValue?

    init(_ record: DeliveryRecord) {
        let isTooOld = record.reason?.contains(ErrorCode.eventTooOld.description) == true
        timestamp = Timestamp.now.description
        requestContext = Context(
            requestId: "\(record.service)-\(record.event)",
            functionArn: FunctionARN(
                region: FunctionARN.standardRegion, name: record.service.rawValue, qualifier: .latest
            ).description,
            condition: record.reason == nil ? "Success" : isTooOld ? "EventAgeExceeded" : "RetriesExhausted",
            approximateInvokeCount: record.attempts)
        requestPayload = record.request
        responseContext = Response(functionError: record.reason == nil ? nil : FunctionFailure.unhandled)
        responsePayload = record.response ?? record.reason.map { .object(["errorMessage": .string($0)]) }
    }
}
