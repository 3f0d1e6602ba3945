#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Puts the trace of an invocation where SDKs of AWS look for it.
///
/// The C library keeps every text that `setenv` was ever given, since someone may still read it. Here two places are
/// written in turn: what was read during an invocation holds until the one after the next. The variable is the first of
/// the environment, since that is searched each time.
struct LambdaTrace: ~Copyable {
    private static let name: StaticString = "_X_AMZN_TRACE_ID"
    /// Bytes of the longest trace that fits, X-Ray's have about a hundred; a longer one is left to `setenv`.
    private static let longest = 1024

    private var places: (UnsafeMutableRawPointer, UnsafeMutableRawPointer)?

    /// - Parameter trace: `nil` when the invocation has none.
    mutating func export(_ trace: UnsafeRawBufferPointer?) {
        guard let trace, let start = trace.baseAddress else {
            unsetenv(Self.text)
            return
        }
        guard trace.count <= Self.longest else {
            setenv(Self.text, String(decoding: trace, as: UTF8.self), 1)
            return
        }
        let (place, other) = places ?? (Self.makePlace(), Self.makePlace())
        // The environment refers to them as long as the process lives.
        places = (other, place)
        let value = place + Self.name.utf8CodeUnitCount + 1
        value.copyMemory(from: start, byteCount: trace.count)
        value.storeBytes(of: 0, toByteOffset: trace.count, as: UInt8.self)
        let variable = place.assumingMemoryBound(to: CChar.self)
        putenv(variable)
        if environ[0] != variable { Self.moveToFront(variable) }
    }

    private static func moveToFront(_ variable: UnsafeMutablePointer<CChar>) {
        var index = 0
        while let other = environ[index], other != variable { index += 1 }
        guard environ[index] != nil else { return }
        // Whoever looks meanwhile finds every other one.
        environ[index] = environ[0]
        environ[0] = variable
    }

    private static var text: UnsafePointer<CChar> {
        UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    }

    private static func makePlace() -> UnsafeMutableRawPointer {
        let place = UnsafeMutableRawPointer.allocate(byteCount: name.utf8CodeUnitCount + longest + 2, alignment: 1)
        place.copyMemory(from: name.utf8Start, byteCount: name.utf8CodeUnitCount)
        place.storeBytes(of: UInt8(ascii: "="), toByteOffset: name.utf8CodeUnitCount, as: UInt8.self)
        return place
    }
}
