import CJavaScriptCore

/// Samples of where scripts spend processor time, by the profiler of JavaScriptCore itself: it knows the functions of
/// scripts also when they are compiled, which no profiler outside does.
extension Isolate {
    /// Takes a sample each millisecond in which scripts run, from now on.
    /// - Returns: Whether the library can.
    public func startSampling() -> Bool {
        JSContextGroupEnableSamplingProfiler(group)
    }

    /// The samples since the last call, as JavaScriptCore writes them: a JSON object with `traces` and `sources`.
    public func takeSamples() -> String {
        guard let text = JSContextGroupTakeSamplesFromSamplingProfiler(group) else { return "{}" }
        defer { JSStringRelease(text) }
        var bytes = [CChar](repeating: 0, count: JSStringGetMaximumUTF8CStringSize(text))
        let count = JSStringGetUTF8CString(text, &bytes, bytes.count)
        return String(decoding: bytes[..<max(0, count - 1)].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    public func stopSampling() {
        JSContextGroupDisableSamplingProfiler(group)
    }
}
