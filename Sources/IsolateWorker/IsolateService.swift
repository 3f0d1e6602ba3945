import Isolates
import MeridianCore
import NIOCore
import Wire

/// What a worker serves, once it is known.
final class IsolateService {
    let name: String
    let release: Int
    let functions: [WorkerInitialization.Function]
    /// The text of the package's script as a function of `module` and `exports`, which returns what it exports.
    let script: Script
    let environment: [String: String]
    /// The addresses of the services that it calls, by the names that its code has for them.
    let bindings: [String: ServiceAddress]
    let outbound: OutboundAllowance
    /// Bytes that the worker may hold.
    let memory: UInt64
    /// The positions of the functions that it is asked for.
    let group: [Int]
    /// Whether a request waits.
    let isAwaited: Bool
    private let sourceMapText: ByteBuffer
    /// Read when the first error wants it.
    private(set) lazy var sourceMap = SourceMap(parsing: sourceMapText)

    /// `nil` when no code came along.
    init?(_ initialization: WorkerInitialization) {
        guard let code = initialization.code else { return nil }
        name = initialization.service
        release = initialization.release
        functions = initialization.functions
        script = Script(
            "(function (module, exports) {\(String(buffer: code.script))\nreturn module.exports; })",
            name: FunctionIsolate.scriptName)
        sourceMapText = code.sourceMap
        var environment = Dictionary(code.environment.map { ($0.name, $0.value) }) { $1 }
        var bindings: [String: ServiceAddress] = [:]
        for (name, value) in environment where name.hasPrefix(BindingName.variablePrefix) {
            bindings[String(name.dropFirst(BindingName.variablePrefix.count))] = ServiceAddress(value)
            environment[name] = nil
        }
        self.environment = environment
        self.bindings = bindings
        outbound = OutboundAllowance(code.outbound)
        memory = code.memory
        group = code.group.filter(initialization.functions.indices.contains)
        isAwaited = code.isAwaited
    }

    /// Whether answers may tell what went wrong inside.
    var exposesErrors: Bool { environment["MERIDIAN_STAGE"] == "dev" }
}
