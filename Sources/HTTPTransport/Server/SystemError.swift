#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The few names of the C library that the server needs.
enum SystemError {
    static let addressInUse = EADDRINUSE

    static func unlinkFile(_ path: String) {
        _ = unlink(path)
    }
}
