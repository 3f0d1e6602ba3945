import Glibc
import MeridianCore
import NIOCore
import Wire

/// What instances of a release in JavaScript are made of: its script, and workers that wait for one.
struct IsolateSource: Sendable {
    /// What a frame carries, with room for names and variables.
    private static let largest = 15 << 20

    /// Names the hosts that scripts may reach, divided by commas, where the manifest does not.
    private static let outboundVariable = "MERIDIAN_OUTBOUND"

    let workers: IdleProcesses
    private let release: Release
    private let configuration: EngineConfiguration
    private let script: ByteBuffer
    private let sourceMap: ByteBuffer

    /// - Throws: ``ErrorCode/scriptUnusable`` when the script can't be read or is too large.
    init(_ release: Release, workers: IdleProcesses, configuration: EngineConfiguration) throws(MeridianError) {
        self.workers = workers
        self.release = release
        self.configuration = configuration
        let path = "\(release.directory)/\(release.manifest.entry)"
        guard let script = Self.read(path) else {
            throw MeridianError(
                .scriptUnusable,
                "the script '\(release.manifest.entry)' of \(release.service) can't be read: "
                    + String(cString: strerror(errno)), status: 502)
        }
        self.script = script
        sourceMap = Self.read(path + ".map") ?? ByteBuffer()
        guard script.readableBytes + sourceMap.readableBytes <= Self.largest else {
            throw MeridianError(
                .scriptUnusable,
                "the script of \(release.service) has \(script.readableBytes) bytes, and its source map "
                    + "\(sourceMap.readableBytes); together they may have \(Self.largest)", status: 400)
        }
    }

    /// - Parameter variables: Those of the group, with secrets in their places.
    func code(for group: GroupPlan.Group, variables: [String: String]) -> WorkerInitialization.Code {
        var environment = variables
        environment["MERIDIAN_STAGE"] = configuration.stage
        environment["MERIDIAN_SERVICE"] = release.service.rawValue
        environment["MERIDIAN_RELEASE"] = String(release.number)
        let outbound =
            release.manifest.outbound
            ?? (environment[Self.outboundVariable] ?? "").split { $0 == "," || $0 == " " }.map(String.init)
        return WorkerInitialization.Code(
            script: script, sourceMap: sourceMap,
            environment: environment.map { WorkerInitialization.Code.Variable(name: $0.key, value: $0.value) },
            memory: UInt64(group.options.memorySize) << 20, outbound: outbound)
    }

    private static func read(_ path: String) -> ByteBuffer? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = ByteBuffer()
        while true {
            let count = bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: 256 << 10) {
                max(0, Glibc.read(descriptor, $0.baseAddress, $0.count))
            }
            if count == 0 { return bytes }
        }
    }
}

extension WorkerCommand {
    /// A worker that waits for its code, with nothing of any service.
    init(isolateWorker executable: String, _ configuration: EngineConfiguration, _ inherited: [String: String]) {
        var environment = inherited.filter {
            ["LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR"].contains($0.key)
        }
        environment["MERIDIAN_WIRE_FD"] = "3"
        self.init(
            executable: executable, directory: "/", environment: environment,
            // The virtual machine reserves address space far beyond what it uses; the pulse looks at what it does.
            memory: 0, openFiles: UInt64(configuration.openFiles), processes: UInt64(configuration.processes))
    }
}
