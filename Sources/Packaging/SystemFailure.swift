#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A system call that failed, by its `errno`.
struct SystemFailure: Error, CustomStringConvertible {
    let number: Int32

    static var last: SystemFailure { SystemFailure(number: errno) }

    var description: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard strerror_r(number, buffer.baseAddress!, buffer.count) == 0 else { return "error \(number)" }
            return String(cString: buffer.baseAddress!)
        }
    }
}
