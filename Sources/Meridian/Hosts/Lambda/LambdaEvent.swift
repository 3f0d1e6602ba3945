import MeridianCore
import NIOCore

/// What an invocation of Lambda is about.
enum LambdaEvent: Sendable, Equatable {
    case request(GatewayRequest)
    case delivery(Delivery)

    /// - Throws: ``ErrorCode/malformedDelivery``.
    init(_ event: ByteBuffer) throws(MeridianError) {
        guard let members = JSONMembers(event) else {
            guard JSONText.isValid(event) else {
                throw MeridianError(.malformedDelivery, "the event of the invocation is no JSON", status: 400)
            }
            self = .delivery(DirectCall.readAny(event))
            return
        }
        if let request = try GatewayRequest.read(members) {
            self = .request(request)
        } else if let records = LambdaRecords.read(members) {
            self = .delivery(records)
        } else if let event = LambdaRecords.bus(members) {
            self = .delivery(event)
        } else {
            self = .delivery(DirectCall.readAny(event))
        }
    }
}
