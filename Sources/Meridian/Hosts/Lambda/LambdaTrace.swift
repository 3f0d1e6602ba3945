#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

enum LambdaTrace {
    /// Puts the trace where SDKs of AWS look for it. The environment belongs to the whole process, so it is only done
    /// where invocations come one after another.
    static func export(_ trace: String?, isAlone: Bool) {
        guard isAlone else { return }
        if let trace { setenv("_X_AMZN_TRACE_ID", trace, 1) } else { unsetenv("_X_AMZN_TRACE_ID") }
    }
}
