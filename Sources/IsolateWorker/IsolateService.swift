import MeridianCore
import NIOCore
import Wire

/// What a worker serves, once it is known.
final class IsolateService {
    let name: String
    let release: Int
    let functions: [WorkerInitialization.Function]
    let script: String
    let environment: [String: String]
    let outbound: [String]
    private let sourceMapText: ByteBuffer
    /// Read when the first error wants it.
    private(set) lazy var sourceMap = SourceMap(parsing: sourceMapText)

    /// `nil` when no code came along.
    init?(_ initialization: WorkerInitialization) {
        guard let code = initialization.code else { return nil }
        name = initialization.service
        release = initialization.release
        functions = initialization.functions
        script = String(buffer: code.script)
        sourceMapText = code.sourceMap
        environment = Dictionary(code.environment.map { ($0.name, $0.value) }) { $1 }
        outbound = code.outbound
    }

    /// Whether answers may tell what went wrong inside.
    var exposesErrors: Bool { environment["MERIDIAN_STAGE"] == "dev" }
}
