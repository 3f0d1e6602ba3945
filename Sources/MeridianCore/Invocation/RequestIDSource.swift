/// Makes request ids without asking the system each time. An id is a name, not a secret: those of one source can be
/// told in advance by whoever knows its state.
///
/// The numbers are those of xoshiro256** (D. Blackman, S. Vigna, "Scrambled Linear Pseudorandom Number Generators",
/// 2021), seeded by the system.
public struct RequestIDSource: Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    public init() {
        var system = SystemRandomNumberGenerator()
        // A state of zeros would stay one.
        state = (system.next() | 1, system.next(), system.next(), system.next())
    }

    /// Gives a request that has no acceptable id of its own a new one.
    public mutating func identify(_ fields: inout HTTPFields) {
        var isKnown = false
        var isAcceptable = false
        fields.withFirstValue(requestIDFieldName) { id in
            isKnown = true
            isAcceptable = RequestID.isAcceptable(id)
        }
        guard !isAcceptable else { return }
        if isKnown { fields.remove(RequestID.fieldName) }
        // A trace id of zeros is invalid (W3C Trace Context §3.2.2.3).
        let (high, low) = (next() | 1, next())
        withUnsafeTemporaryAllocation(byteCount: RequestID.length, alignment: 1) { digits in
            RequestID.write(high, low, to: digits)
            fields.append(requestIDFieldName, value: UnsafeRawBufferPointer(digits))
        }
    }

    /// The id of a new span: not zero.
    public mutating func spanID() -> UInt64 { next() | 1 }

    private mutating func next() -> UInt64 {
        let product = state.1 &* 5
        let result = (product &<< 7 | product &>> 57) &* 9
        let shifted = state.1 &<< 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = state.3 &<< 45 | state.3 &>> 19
        return result
    }
}

extension HTTPFields {
    /// Gives an answer without an `x-request-id` that of its request.
    public mutating func identify(by request: HTTPFields) {
        var isKnown = false
        withFirstValue(requestIDFieldName) { _ in isKnown = true }
        guard !isKnown else { return }
        request.withFirstValue(requestIDFieldName) { append(requestIDFieldName, value: $0) }
    }
}

private let requestIDFieldName: StaticString = "x-request-id"
