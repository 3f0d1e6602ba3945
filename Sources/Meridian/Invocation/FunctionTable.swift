package import HTTPTransport
import Logging
package import MeridianCore
package import NIOCore
import Synchronization

/// The functions of a service, checked and numbered in the order of their declaration: what every host calls.
package final class FunctionTable: Sendable {
    /// What the code declares, by number.
    package let manifest: [FunctionManifest]

    let functions: [BoundFunction]
    private let identityBox: Mutex<ServiceIdentity>
    let logs: LogDestination
    /// What surrounds every request, also those that no function takes.
    let surroundings: [any FunctionLayer]
    /// Whether answers may show what went wrong inside.
    let isDevelopment: Bool
    /// What timers and deadlines go by; the system's clock when `nil`.
    let time: (any TimeSource)?
    /// Who is told of every invocation.
    let observers: [any InvocationObserver]
    /// Whether code asks which invocation it runs in.
    let bindsInvocations: Bool
    /// The services that functions call.
    let bindings: Bindings

    /// - Parameters:
    ///   - functions: In the order in which they are numbered.
    ///   - service: The name of the service.
    ///   - environment: Tells whether this is development.
    ///   - logs: Where the loggers of contexts write.
    ///   - surroundings: What surrounds requests that no function takes; the functions have it already.
    ///   - observers: Who is told of every invocation.
    ///   - bindsInvocations: Whether objects of a request are asked for.
    ///   - bindings: The services that functions call; those of the environment otherwise.
    /// - Throws: ``ErrorCode/invalidApp`` when two functions share a name or a route, or a name, a path, a schedule
    ///   or a batch size is malformed; the message names the function.
    package init(
        functions: [Function], service: String = "app", environment: Environment = .process,
        logs: LogDestination = .system, surroundings: [any FunctionLayer] = [],
        observers: [any InvocationObserver] = [], bindsInvocations: Bool = false, bindings: Bindings? = nil
    ) throws(MeridianError) {
        let functions = PreparedFunctions(functions).functions
        let declarations = try Declarations(functions)
        self.manifest = declarations.manifest
        self.functions = zip(functions, declarations.patterns).map { BoundFunction($0, patterns: $1) }
        self.identityBox = Mutex(ServiceIdentity(service: service))
        self.logs = logs
        self.surroundings = surroundings.filter { $0.triggers.contains(.http) }
        self.isDevelopment = environment.isDevelopment
        self.time = environment.time
        self.observers = observers
        self.bindsInvocations = bindsInvocations
        self.bindings = bindings ?? Bindings(environment)
    }

    /// The functions of another table in another order and with other paths.
    init(_ declared: FunctionTable, functions: [BoundFunction], manifest: [FunctionManifest], identity: ServiceIdentity)
    {
        self.manifest = manifest
        self.functions = functions
        self.identityBox = Mutex(identity)
        self.logs = declared.logs
        self.surroundings = declared.surroundings
        self.isDevelopment = declared.isDevelopment
        self.time = declared.time
        self.observers = declared.observers
        self.bindsInvocations = declared.bindsInvocations
        self.bindings = declared.bindings
    }

    /// Whom the functions serve; a worker is told by the platform.
    package var identity: ServiceIdentity {
        get { identityBox.withLock { $0 } }
        set { identityBox.withLock { $0 = newValue } }
    }

    /// The moment by the clock that deadlines go by.
    var now: ContinuousInstant { time.map { ContinuousInstant($0.now) } ?? .now }

    /// Calls a function. To be called on the responder's event loop.
    /// - Parameters:
    ///   - function: The position in ``manifest``.
    ///   - trigger: The position in the function's list of triggers.
    ///   - request: The head, with an `x-request-id`; its body follows through the receiver.
    ///   - timeout: The time for the whole invocation; the caller is answered 504 (`MER-1203`) when it passes.
    ///   - responder: Takes the answer.
    /// - Returns: Who receives the body; `nil` when it is of no interest.
    package func invoke(
        function: Int, trigger: Int, request: consuming RequestHead, timeout: TimeAmount?,
        responder: any ExchangeResponder
    ) -> (any ExchangeReceiver)? {
        guard functions.indices.contains(function), functions[function].triggers.indices.contains(trigger) else {
            responder.fail(MeridianError(.functionNotFound, "there is no function number \(function)", status: 404))
            return nil
        }
        let function = functions[function]
        let execution = Execution(
            function, trigger: function.triggers[trigger], table: self, head: consume request, timeout: timeout,
            responder: responder)
        return execution.start() ? execution : nil
    }

    /// Answers a request that no function takes, through what surrounds every request, within the time that a function
    /// has when it asks for none.
    /// - Returns: Who receives the body, for a layer that reads it.
    func refuse(
        _ problem: Problem, _ request: consuming RequestHead, _ responder: any ExchangeResponder
    ) -> (any ExchangeReceiver)? {
        let function = BoundFunction(refusing: problem, through: surroundings)
        let execution = Execution(
            function, trigger: function.triggers[0], table: self, head: request,
            timeout: FunctionOptions().timeoutAmount,
            responder: responder)
        return execution.start() ? execution : nil
    }
}
