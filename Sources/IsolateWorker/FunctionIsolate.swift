import HTTPTransport
import Isolates
import MeridianCore
import NIOCore
import Wire

/// The isolate of one function: its script loaded, its invocations by number.
final class FunctionIsolate {
    /// What the script of a package is evaluated as; errors name it where there is no source map.
    static let scriptName = "main.js"

    let isolate: Isolate
    private(set) var service: IsolateService?
    private(set) var name = ""
    private var exchanges: [Int: IsolateExchange] = [:]
    private var nextExchange = 1
    /// When it was loaded, or invoked last.
    private(set) var lastUse = NIODeadline.now()
    /// The latest requests, since what a request began may go on after its answer.
    private var origins = Array(repeating: CallOrigin(), count: 256)
    private var fetches: [Int: OutboundFetch] = [:]
    private var limit: TimeAmount?
    private(set) var isBusy = false
    var onBusy: (Bool) -> Void = { _ in }

    /// - Parameter isWarm: Whether everything of the prelude is loaded now, and not when a script first wants it.
    init(on eventLoop: any EventLoop, isWarm: Bool) throws {
        isolate = try Isolate(on: eventLoop, natives: ServingFunctions.all + NetworkFunctions.all)
        isolate.host = self
        isolate.onConsole = { [unowned self] in log($0.level, $0.text, request: $0.request) }
        isolate.onUncaught = { [unowned self] in log("error", "uncaught \(describe($0))", request: 0) }
        // Later, when this may be gone.
        isolate.onTerminated = { [weak self] in self?.checkLimit() }
        if isWarm { isolate.warmUp(rehearse) }
    }

    /// Starts and calls a function of no service, whose answer nobody gets: much of what a virtual machine needs for a call
    /// it makes at the first.
    private func rehearse() {
        guard let serve = try? isolate.call(isolate.hook("use")!, isolate.value("serve.js")),
            let table = try? isolate.evaluate(
                "({ rehearsal: () => ({ default: { fetch: ({ url }) => new Response(url) } }) })",
                name: "meridian:rehearsal.js"),
            (try? isolate.call(
                isolate.property(serve, "start"), table, isolate.value("rehearsal"), isolate.makeArray([]),
                isolate.makeArray([]))) != nil
        else { return }
        isolate.callHook(
            "invoke", isolate.value(0), isolate.value("fetch"), isolate.value("GET"),
            isolate.value("http://localhost/"), isolate.value(HTTPFields()), isolate.value(false))
    }

    /// Ended for what it held, and closed.
    private var isEvicted = false

    /// A limit has ended it; what is left of it can't be trusted.
    var isSpent: Bool { isolate.isTerminated || isEvicted }

    /// Whether it has something to do, or something that it waits for.
    var isActive: Bool { !isSpent && (isBusy || !exchanges.isEmpty) }

    // MARK: Loading

    /// Evaluates the package's script and starts the module of one function.
    func load(_ service: IsolateService, function: Int) throws(MeridianError) {
        self.service = service
        name = service.functions[function].name
        do throws(JavaScriptError) {
            let serve = try isolate.call(isolate.hook("use")!, isolate.value("serve.js"))
            let variables = service.environment.sorted { $0.key < $1.key }
                .flatMap { [isolate.value($0.key), isolate.value($0.value)] }
            try isolate.call(
                isolate.property(serve, "start"), evaluate(service.script), isolate.value(name),
                isolate.makeArray(variables), isolate.makeArray(service.bindings.keys.sorted().map(isolate.value)))
        } catch {
            throw MeridianError(
                .scriptUnusable, "the function '\(name)' does not load: \(describe(error))", status: 502)
        }
    }

    /// The package's script exports a function for each of its functions, which gives the module.
    private func evaluate(_ script: Script) throws(JavaScriptError) -> ScriptValue {
        let wrapper = try isolate.evaluate(script)
        let module = isolate.makeObject()
        let exports = isolate.makeObject()
        isolate.setProperty(module, "exports", exports)
        return try isolate.call(wrapper, module, exports)
    }

    func close() {
        stopSampling()
        isolate.close()
    }

    // MARK: Samples

    private var samplingEnd: Scheduled<Void>?

    /// - Parameter patience: For how long samples are taken without anybody asking for them.
    /// - Returns: Whether the library can.
    func startSampling(patience: TimeAmount) -> Bool {
        guard isolate.startSampling() else { return false }
        goOnSampling(patience)
        return true
    }

    /// What came since the last call.
    func takeSamples(patience: TimeAmount) -> String {
        guard samplingEnd != nil else { return "{}" }
        goOnSampling(patience)
        return isolate.takeSamples()
    }

    func stopSampling() {
        guard let end = samplingEnd else { return }
        end.cancel()
        samplingEnd = nil
        if !isolate.isClosed { isolate.stopSampling() }
    }

    private func goOnSampling(_ patience: TimeAmount) {
        samplingEnd?.cancel()
        samplingEnd = isolate.eventLoop.assumeIsolated().scheduleTask(in: patience) { [weak self] in
            guard let self else { return }
            self.stopSampling()
        }
    }

    // MARK: Invocations

    /// - Returns: Who receives the body; `nil` when it was answered without.
    func invoke(
        _ request: RequestHead, isHTTP: Bool, timeout: TimeAmount?, responder: any ExchangeResponder
    ) -> (any ExchangeReceiver)? {
        if timeout != limit, let timeout {
            limit = timeout
            isolate.limit(processorSeconds: Double(timeout.nanoseconds) / 1e9)
        }
        let id = nextExchange
        nextExchange += 1
        lastUse = .now()
        let exchange = IsolateExchange(id, request, of: self, responder: responder)
        exchanges[id] = exchange
        origins[id % origins.count] = CallOrigin(request.fields, timeout: timeout)
        isolate.callHook(
            "invoke", isolate.value(id), isolate.value(isHTTP ? "fetch" : request.handlerName),
            isolate.value(request.method.rawValue), isolate.url(of: request), isolate.value(request.fields),
            isolate.value(exchange.mayHaveBody))
        checkLimit()
        return exchange.isOver && !exchange.mayHaveBody ? nil : exchange
    }

    func exchange(_ id: Int) -> IsolateExchange? {
        exchanges[id]
    }

    func forget(_ id: Int) {
        exchanges[id] = nil
    }

    // MARK: Requests to the network

    /// The trace of the request on whose behalf scripts run at this moment; `nil` outside one.
    func currentTrace() -> TraceContext? {
        guard let use = isolate.hook("use"), let tasks = try? isolate.call(use, isolate.value("tasks.js")),
            let request = Int(exactly: isolate.number(isolate.property(tasks, "request")))
        else { return nil }
        return TraceContext(fields: origin(of: request).fields)
    }

    /// The request by its number, which may be answered already; an empty one when that is long past.
    func origin(of request: Int) -> CallOrigin {
        request > nextExchange - origins.count && request > 0 ? origins[request % origins.count] : CallOrigin()
    }

    func startFetch(_ id: Int) -> OutboundFetch {
        let fetch = OutboundFetch(id, of: self)
        fetches[id] = fetch
        return fetch
    }

    func fetch(_ id: Int) -> OutboundFetch? {
        fetches[id]
    }

    func forgetFetch(_ id: Int) {
        fetches[id] = nil
    }

    func setBusy(_ isBusy: Bool) {
        guard isBusy != self.isBusy else { return }
        self.isBusy = isBusy
        onBusy(isBusy)
    }

    /// To be called after every entry: what was going on in an isolate that a limit ended has failed.
    func checkLimit() {
        guard isolate.isTerminated else { return }
        giveUp(
            MeridianError(
                .processorLimit, "the function '\(name)' held the processor longer than it may", status: 504))
    }

    /// Ends the isolate for what it holds. Not to be called from within one of its scripts.
    func evict(_ error: MeridianError) {
        isEvicted = true
        giveUp(error)
        close()
    }

    private func giveUp(_ error: MeridianError) {
        for exchange in exchanges.values { exchange.failed(error) }
        exchanges.removeAll()
        for fetch in fetches.values { fetch.abort() }
        setBusy(false)
    }

    // MARK: Telling

    func log(_ level: String, _ text: String, request: Int) {
        let record = LogRecord(
            level: level, function: name, requestID: origin(of: request).requestID ?? "", message: text)
        StandardError.write(record.line)
    }

    /// A frame's place in the author's files.
    func mapped(_ place: String) -> String {
        service?.sourceMap.flatMap { $0.mapped(place) } ?? place
    }

    private func describe(_ error: JavaScriptError) -> String {
        let frames = error.stack.split(separator: "\n").compactMap { frame -> String? in
            let place = frame.split(separator: "@", maxSplits: 1).last.map(String.init) ?? ""
            guard place.hasPrefix(Self.scriptName) else { return nil }
            return "    at \(mapped(place))"
        }
        if frames.isEmpty, let line = error.line {
            return "\(error.message) (\(mapped("\(Self.scriptName):\(line):\(error.column ?? 1)")))"
        }
        return ([error.message] + frames).joined(separator: "\n")
    }
}
