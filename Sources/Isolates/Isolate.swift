public import CJavaScriptCore
public import NIOCore

/// A JavaScript virtual machine with one global object and the web's common programming interface.
///
/// It lives on one event loop: every call is made there, and what scripts start (timers, streams) comes back there.
/// Microtasks run whenever the outermost call into it returns.
public final class Isolate {
    public let eventLoop: any EventLoop
    let context: JSGlobalContextRef
    let group: JSContextGroupRef
    /// What scripts write to their console.
    public var onConsole: (ConsoleMessage) -> Void = { _ in }
    /// What failed with nobody to catch it: exceptions of timers and events, rejected promises.
    public var onUncaught: (JavaScriptError) -> Void = { _ in }
    /// Set when a limit ended a script. What it left behind can't be trusted; the isolate is to be thrown away.
    public private(set) var isTerminated = false
    /// Told in the next turn of the event loop when a limit ended a script, whoever had called it.
    public var onTerminated: () -> Void = {}
    /// Whom the host's own native functions belong to.
    public unowned var host: AnyObject?

    private var hooks: [String: Handle] = [:]
    var timers: [Int: Scheduled<Void>] = [:]
    var objects = NativeObjects()
    /// Whether long text that went out last was not ASCII.
    var writesWideText = false
    public private(set) var isClosed = false

    public let undefined: ScriptValue
    public let null: ScriptValue

    /// - Parameters:
    ///   - eventLoop: Where everything happens; the caller is on it.
    ///   - prelude: The scripts that make up the programming interface.
    ///   - natives: What the prelude can call beside the functions of this library.
    ///   - cpuLimit: Seconds of processor time that one entry into a script may take; `nil` for no limit.
    /// - Throws: ``JavaScriptError`` when the prelude does not run, which is a fault of this library.
    public init(
        on eventLoop: any EventLoop, prelude: Prelude = .builtIn, natives: [(String, NativeBody)] = [],
        cpuLimit: Double? = nil
    ) throws {
        self.eventLoop = eventLoop
        DeferredWork.begin(on: eventLoop)
        group = JSContextGroupCreate()
        context = JSGlobalContextCreateInGroup(group, nil)
        undefined = JSValueMakeUndefined(context)
        null = JSValueMakeNull(context)
        if let cpuLimit { limit(processorSeconds: cpuLimit) }
        try boot(prelude, natives)
    }

    deinit {
        close()
    }

    /// Ends the virtual machine: nothing that was started comes back. Values of it must not be used any more.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        for timer in timers.values { timer.cancel() }
        timers.removeAll()
        objects.removeAll()
        hooks.removeAll()
        JSContextGroupClearExecutionTimeLimit(group)
        JSGlobalContextRelease(context)
        JSContextGroupRelease(group)
    }

    // MARK: Limits

    /// Ends a script that takes more processor time than this in one entry.
    public func limit(processorSeconds seconds: Double) {
        JSContextGroupSetExecutionTimeLimit(
            group, seconds,
            { _, user in
                Unmanaged<Isolate>.fromOpaque(user!).takeUnretainedValue().terminate()
                return true
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func terminate() {
        isTerminated = true
        eventLoop.assumeIsolated().execute { [weak self] in self?.onTerminated() }
    }

    /// The memory that the virtual machine holds, in bytes: its heap and what belongs to it outside.
    public var memoryInUse: Int {
        guard let statistics = JSGetMemoryUsageStatistics(context) else { return 0 }
        return Int(number(property(statistics, "heapSize"))) + Int(number(property(statistics, "extraMemorySize")))
    }

    /// Tells the collector of memory that a script has taken outside its heap.
    func reportMemory(_ bytes: Int) {
        JSReportExtraMemoryCost(context, bytes)
    }

    /// Frees what nothing refers to. Takes milliseconds.
    public func collectGarbage() {
        JSSynchronousGarbageCollectForDebugging(context)
    }

    // MARK: Running

    /// Runs a script and returns its last value.
    /// - Parameters:
    ///   - source: The text of the script.
    ///   - name: The file that errors name.
    @discardableResult
    public func evaluate(_ source: String, name: String) throws(JavaScriptError) -> JSValueRef {
        try evaluate(Script(source, name: name))
    }

    /// Runs a script and returns its last value.
    @discardableResult
    public func evaluate(_ script: Script) throws(JavaScriptError) -> JSValueRef {
        var exception: JSValueRef?
        let result = JSEvaluateScript(context, script.text.ref, nil, script.name.ref, 1, &exception)
        if let exception { throw error(exception) }
        return result!
    }

    /// Calls a function.
    @discardableResult
    public func call(
        _ function: JSValueRef, this: JSValueRef? = nil, _ arguments: JSValueRef?...
    ) throws(JavaScriptError) -> JSValueRef {
        var exception: JSValueRef?
        let result = arguments.withUnsafeBufferPointer {
            JSObjectCallAsFunction(context, function, this, $0.count, $0.baseAddress, &exception)
        }
        if let exception { throw error(exception) }
        return result!
    }

    /// Calls one of the functions that the prelude handed out; what it throws is reported as uncaught.
    public func callHook(_ name: String, _ arguments: JSValueRef?...) {
        guard !isClosed, let hook = hooks[name] else { return }
        var exception: JSValueRef?
        _ = arguments.withUnsafeBufferPointer {
            JSObjectCallAsFunction(context, hook.ref, nil, $0.count, $0.baseAddress, &exception)
        }
        if let exception { onUncaught(error(exception)) }
    }

    /// A function of the prelude by the name under which it was handed out.
    public func hook(_ name: String) -> JSValueRef? {
        hooks[name]?.ref
    }

    func setHook(_ name: String, _ function: JSValueRef) {
        hooks[name] = Handle(function, self)
    }

    // MARK: Booting

    private func boot(_ prelude: Prelude, _ natives: [(String, NativeBody)]) throws(JavaScriptError) {
        let native = makeObject()
        for (name, body) in NativeFunctions.all + natives { setProperty(native, name, makeFunction(name, body)) }
        let sources = makeObject()
        for script in prelude.scripts where script.name != Prelude.bootName {
            setProperty(
                sources, script.name,
                makeFunction(script.name) { isolate, _ throws(NativeFailure) in
                    do throws(JavaScriptError) {
                        return try isolate.evaluate(script.source, name: "meridian:\(script.name)")
                    } catch {
                        throw .thrown(error.value)
                    }
                })
        }
        let start = try evaluate(prelude.boot, name: "meridian:\(Prelude.bootName)")
        try call(start, this: nil, native, sources)
        if let rejected = hook("rejected") {
            JSGlobalContextSetUnhandledRejectionCallback(context, rejected, nil)
        }
    }

    /// Runs every script of the prelude, so that no request waits for one; nor for the threads that the virtual machine
    /// starts at its first limit and its first collection, or for that collection itself, which all these scripts bring
    /// about.
    /// - Parameter rehearsal: What else is done ahead of the first request.
    public func warmUp(_ rehearsal: () -> Void = {}) {
        limit(processorSeconds: Self.warmUpLimit)
        callHook("warmUp")
        rehearsal()
        JSContextGroupClearExecutionTimeLimit(group)
        collectGarbage()
    }

    /// Seconds; by far more than the prelude takes.
    private static let warmUpLimit = 60.0
}
