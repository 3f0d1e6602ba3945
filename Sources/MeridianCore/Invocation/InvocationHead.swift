public import NIOCore

/// What opens an invocation on its way to a worker: which function, through which trigger, within which time,
/// and the request.
///
/// Every kind of trigger is carried as a request: HTTP as it came; an event with its attributes as `ce-*` fields
/// and its data as the body; a timer or a queue batch as a POST with a JSON body. The request id travels in the
/// field `x-request-id`, the trace context in `traceparent`.
public struct InvocationHead: Sendable, Equatable {
    /// In place of the position of a trigger, for a worker in JavaScript: the request is about the processor time of the
    /// function. `POST` begins to take samples, `GET` answers with those taken, as folded stacks, and ends it.
    public static let profileTrigger = 0xFFFE

    /// The position of the function in the manifest.
    public var function: Int
    /// The position of the trigger in the function's list.
    public var trigger: Int
    /// The time left for the answer, in milliseconds; 0 means no limit.
    public var timeoutMilliseconds: UInt32
    public var request: RequestHead

    public init(function: Int, trigger: Int, timeoutMilliseconds: UInt32, request: RequestHead) {
        self.function = function
        self.trigger = trigger
        self.timeoutMilliseconds = timeoutMilliseconds
        self.request = request
    }

    /// The number of bytes that ``write(into:)`` adds.
    public var encodedSize: Int { 8 + request.encodedSize }

    /// Appends `[function: UInt16][trigger: UInt16][timeout: UInt32][request]`.
    public func write(into buffer: inout ByteBuffer) {
        buffer.writeInteger(UInt16(truncatingIfNeeded: function))
        buffer.writeInteger(UInt16(truncatingIfNeeded: trigger))
        buffer.writeInteger(timeoutMilliseconds)
        request.write(into: &buffer)
    }

    /// Reads what ``write(into:)`` wrote, up to the end of the buffer; `nil` when it is malformed.
    public init?(reading buffer: inout ByteBuffer) {
        guard let function = buffer.readInteger(as: UInt16.self),
            let trigger = buffer.readInteger(as: UInt16.self),
            let timeout = buffer.readInteger(as: UInt32.self),
            let request = RequestHead(reading: &buffer)
        else { return nil }
        self.init(
            function: Int(function), trigger: Int(trigger), timeoutMilliseconds: timeout, request: request)
    }
}
