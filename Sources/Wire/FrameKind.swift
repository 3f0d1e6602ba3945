/// What a frame is for. A raw value takes four bits.
public enum FrameKind: UInt8, Sendable, CaseIterable {
    /// Worker → gateway, first frame: the version of the wire.
    case hello = 0
    /// Gateway → worker, first frame: service, release and the order of functions.
    case initialize = 1
    /// Worker → gateway: initialised, ready to serve.
    case ready = 2
    /// Gateway → worker: opens a stream with the head of an invocation.
    case invoke = 3
    /// Worker → gateway: the head of the answer.
    case response = 4
    /// Either way: a part of a body, within the stream's credit.
    case data = 5
    /// Either way: more bytes may be sent on the stream.
    case credit = 6
    /// Gateway → worker: the answer is no longer wanted.
    case cancel = 7
    /// Worker → gateway: the invocation failed without an answer; on stream 0, the worker itself did.
    case error = 8
    /// Gateway → worker, and back with the same payload and ``FrameFlags/end``.
    case ping = 9
    /// Gateway → worker: no more invocations come; finish what is open and leave.
    case drain = 10

    /// The largest payload of a frame of this kind, in bytes.
    @inlinable public var maximumPayload: Int {
        switch self {
        case .hello: 256
        // It may carry a program.
        case .initialize: 31 << 19
        case .ready, .drain, .cancel: 0
        case .invoke, .response: 128 << 10
        case .data: 64 << 10
        case .credit: 4
        case .error: 64 << 10
        case .ping: 8
        }
    }
}
