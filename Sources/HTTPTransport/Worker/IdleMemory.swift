#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Memory that an idle worker holds and does not need.
package enum IdleMemory {
    private typealias Trim = @Sendable @convention(c) (Int) -> CInt

    /// The call is looked up by its name, since not every system's allocator has it.
    private static let trim = dlsym(nil, "malloc_trim").map { unsafeBitCast($0, to: Trim.self) }

    /// Gives pages back that the allocator keeps for later (malloc_trim(3)). Takes about a millisecond; does nothing where
    /// there is no such call.
    package static func giveBack() {
        _ = trim?(0)
    }
}
