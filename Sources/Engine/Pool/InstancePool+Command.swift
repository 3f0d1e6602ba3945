import MeridianCore
import NIOCore

/// What an instance is started with.
extension InstancePool {
    /// - Parameters:
    ///   - own: The variables of the group, with secrets in their places.
    ///   - environment: What an adapter adds.
    func command(
        _ instance: Instance, _ own: [String: String], adding environment: [String: String]
    ) -> WorkerCommand {
        let manifest = release.manifest
        var variables = pulse.inheritedEnvironment
        if configuration.sandbox != nil { variables["PATH"] = Sandbox.path }
        variables.merge(own) { _, own in own }
        if manifest.program == nil { variables["MERIDIAN_WIRE_FD"] = "3" }
        variables["MERIDIAN_STAGE"] = configuration.stage
        variables["MERIDIAN_SERVICE"] = release.service.rawValue
        variables["MERIDIAN_RELEASE"] = String(release.number)
        variables["MERIDIAN_INSTANCE"] = instance.id
        variables["MERIDIAN_MEMORY_SIZE"] = String(group.options.memorySize)
        variables.merge(environment) { _, adapter in adapter }
        var words = manifest.program?.command(handler: group.handler) ?? ["./\(manifest.entry)"]
        let executable = ExecutableFile.path(of: words.removeFirst(), among: variables["PATH"])
        var command = WorkerCommand(
            executable: executable, arguments: words, directory: release.directory, environment: variables,
            memory: memoryLimit, openFiles: UInt64(configuration.openFiles), processes: UInt64(configuration.processes))
        if configuration.sandbox != nil {
            command.place = SandboxPlace(
                package: release.directory, temporarySize: group.options.memorySize, memory: memoryLimit,
                processes: configuration.processesPerInstance)
        }
        return command
    }

    /// Bytes of memory that an instance may reserve.
    private var memoryLimit: UInt64 { UInt64(group.options.memorySize + configuration.memoryHeadroom) << 20 }

    /// The way to the worker of a new instance; `nil` for the wire.
    func makeAdapter(for instance: Instance) -> (any WorkerAdapter)? {
        guard let program = release.manifest.program else { return nil }
        switch program.contract {
        case .http: return HTTPAdapter(instance: instance, program: program, pool: self)
        case .lambda: return RuntimeAPIAdapter(instance: instance, pool: self)
        }
    }
}

extension ForeignProgram {
    /// The command with the handler in its place.
    fileprivate func command(handler: String) -> [String] {
        command.map { $0 == Self.handlerArgument ? handler : $0 }
    }
}
