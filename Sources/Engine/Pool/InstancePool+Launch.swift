import Glibc
import MeridianCore
import NIOCore
import NIOPosix
import Telemetry
import Wire

extension InstancePool {
    /// Starts the process of an instance and connects its descriptors; the outcome reaches the instance.
    func launch(_ instance: Instance) {
        if let isolates { return adopt(instance, from: isolates.workers) }
        let descriptors: (parent: WorkerDescriptors, child: WorkerDescriptors)
        do {
            descriptors = try ProcessLauncher.makeDescriptors()
        } catch {
            return instance.spawned(.failure(spawnError(error)))
        }
        connect(instance, descriptors.parent)
        launcher.start(command(instance), childEnds: descriptors.child, on: eventLoop).whenComplete { result in
            instance.spawned(result.mapError(self.spawnError))
        }
    }

    /// Takes a process that waits; it is told by the initialization what it runs.
    private func adopt(_ instance: Instance, from workers: IdleWorkers) {
        workers.take(on: eventLoop).assumeIsolated().whenComplete { result in
            if case .success(let worker) = result { self.connect(instance, worker.descriptors) }
            instance.spawned(result.map(\.pid).mapError(self.spawnError))
        }
    }

    private func connect(_ instance: Instance, _ ends: WorkerDescriptors) {
        ClientBootstrap(group: eventLoop)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 4096, initial: 16384, maximum: 256 << 10)
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(InstanceHandler(instance))
                }
            }
            .withConnectedSocket(ends.wire)
            .assumeIsolated()
            .whenComplete { result in
                switch result {
                case .success(let channel): instance.connected(channel)
                case .failure(let error): instance.end(self.spawnError(error))
                }
            }
        readLines(ends.output, .stdout, instance)
        readLines(ends.errors, .stderr, instance)
    }

    private func readLines(_ descriptor: CInt, _ stream: LogEntry.Stream, _ instance: Instance) {
        NIOPipeBootstrap(group: eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let lines = OutputLines { line in
                        self.logs.append(
                            WorkerLine.entry(line, stream: stream, instance: instance, release: self.release))
                    }
                    try channel.pipeline.syncOperations.addHandler(lines)
                }
            }
            .takingOwnershipOfDescriptor(input: descriptor)
            .whenFailure { _ in close(descriptor) }
    }

    private func spawnError(_ error: any Error) -> MeridianError {
        MeridianError(
            .spawnFailed, "an instance of \(title) could not be started: \(error)", status: 502, cause: error)
    }

    private func command(_ instance: Instance) -> WorkerCommand {
        let options = group.options
        var environment = pulse.inheritedEnvironment
        environment.merge(options.environment) { _, own in own }
        environment["MERIDIAN_WIRE_FD"] = "3"
        environment["MERIDIAN_STAGE"] = configuration.stage
        environment["MERIDIAN_SERVICE"] = release.service.rawValue
        environment["MERIDIAN_RELEASE"] = String(release.number)
        environment["MERIDIAN_INSTANCE"] = instance.id
        environment["MERIDIAN_MEMORY_SIZE"] = String(options.memorySize)
        return WorkerCommand(
            executable: "./\(release.manifest.entry)", directory: release.directory,
            environment: environment, memory: UInt64(options.memorySize + configuration.memoryHeadroom) << 20,
            openFiles: UInt64(configuration.openFiles), processes: UInt64(configuration.processes))
    }
}
