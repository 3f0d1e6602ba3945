import Glibc
import MeridianCore
import NIOCore
import Wire

/// What instances of a release in JavaScript are made of: its script, and workers that wait for one.
///
/// The script is read anew for each instance: most releases run seldom, and what all of them would hold is many times
/// what the few that start have to read.
struct IsolateSource: Sendable {
    /// What a frame carries, with room for names and variables.
    private static let largest = 15 << 20

    /// Names the hosts that scripts may reach, divided by commas, where the manifest does not.
    private static let outboundVariable = "MERIDIAN_OUTBOUND"

    let workers: IdleProcesses
    private let release: Release
    private let configuration: EngineConfiguration

    /// - Throws: ``ErrorCode/scriptUnusable`` when the script can't be read or is too large.
    init(_ release: Release, workers: IdleProcesses, configuration: EngineConfiguration) throws(MeridianError) {
        self.workers = workers
        self.release = release
        self.configuration = configuration
        guard let size = Self.size(script) else { throw unreadable }
        try check(size, Self.size(sourceMap) ?? 0)
    }

    /// - Parameters:
    ///   - variables: Those of the group, with secrets in their places.
    ///   - isAwaited: Whether a request waits.
    /// - Throws: ``ErrorCode/scriptUnusable`` as at the beginning.
    func code(
        for group: GroupPlan.Group, variables: [String: String], isAwaited: Bool
    ) throws(MeridianError) -> WorkerInitialization.Code {
        let (script, sourceMap) = try read()
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
            memory: UInt64(group.options.memorySize) << 20, outbound: outbound, group: group.functions,
            isAwaited: isAwaited)
    }

    private var script: String { "\(release.directory)/\(release.manifest.entry)" }

    private var sourceMap: String { script + ".map" }

    private func read() throws(MeridianError) -> (script: ByteBuffer, sourceMap: ByteBuffer) {
        guard let script = Self.read(script) else { throw unreadable }
        let sourceMap = Self.read(sourceMap) ?? ByteBuffer()
        try check(script.readableBytes, sourceMap.readableBytes)
        return (script, sourceMap)
    }

    private func check(_ script: Int, _ sourceMap: Int) throws(MeridianError) {
        guard script + sourceMap <= Self.largest else {
            throw MeridianError(
                .scriptUnusable,
                "the script of \(release.service) has \(script) bytes, and its source map \(sourceMap); together they may "
                    + "have \(Self.largest)", status: 400)
        }
    }

    private var unreadable: MeridianError {
        MeridianError(
            .scriptUnusable,
            "the script '\(release.manifest.entry)' of \(release.service) can't be read: "
                + String(cString: strerror(errno)), status: 502)
    }

    /// Bytes of a file that can be read; `nil` of any other.
    private static func size(_ path: String) -> Int? {
        var status = stat()
        return access(path, R_OK) == 0 && stat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    private static func read(_ path: String) -> ByteBuffer? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        // One byte more, so that the end is found without growing.
        var bytes = ByteBufferAllocator().buffer(capacity: Int(status.st_size) + 1)
        while true {
            var failed = false
            let count = bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: 1) {
                let count = Glibc.read(descriptor, $0.baseAddress, $0.count)
                failed = count < 0
                return max(0, count)
            }
            if failed { return nil }
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
