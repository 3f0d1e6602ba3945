import Glibc
import MeridianCore
import NIOCore
import NIOPosix
import Telemetry
import Wire

extension InstancePool {
    /// What an instance that starts now is told: the variables of the group, with secrets in their places, and on the
    /// wire what it runs, of which a script and its variables are a part.
    /// - Parameter isAwaited: Whether a request waits for it.
    /// - Throws: ``MeridianError`` when a secret or the script can't be had.
    func startOrder(isAwaited: Bool) throws(MeridianError) -> (variables: [String: String], initialization: ByteBuffer)
    {
        let variables = try variables()
        guard let isolates else { return (variables, initialization) }
        var buffer = ByteBuffer()
        let code = try isolates.code(for: group, variables: variables, isAwaited: isAwaited)
        WorkerInitialization(release, code: code).write(into: &buffer)
        return (variables, buffer)
    }

    /// Starts the process of an instance and connects its descriptors; the outcome reaches the instance.
    /// - Parameter variables: Those of the group, with secrets in their places.
    func launch(_ instance: Instance, _ variables: [String: String]) {
        if let isolates { return adopt(instance, from: isolates.workers) }
        guard let adapter = instance.adapter else { return spawn(instance, variables) }
        adapter.prepare().whenComplete { result in
            switch result {
            case .success(let environment): self.spawn(instance, variables, environment: environment)
            case .failure(let error): instance.spawned(.failure(self.spawnError(error)))
            }
        }
    }

    /// - Parameter environment: What an adapter adds.
    private func spawn(
        _ instance: Instance, _ variables: [String: String], environment: [String: String] = [:]
    ) {
        let descriptors: (parent: WorkerDescriptors, child: WorkerDescriptors)
        do {
            descriptors = try ProcessLauncher.makeDescriptors(speaksWire: instance.adapter == nil)
        } catch {
            return instance.spawned(.failure(spawnError(error)))
        }
        connect(instance, descriptors.parent)
        let command = command(instance, variables, adding: environment)
        launcher.start(command, childEnds: descriptors.child, on: eventLoop).whenComplete { result in
            instance.spawned(result.mapError(self.spawnError))
        }
    }

    /// Takes a process that waits; it is told by the initialization what it runs.
    private func adopt(_ instance: Instance, from workers: IdleProcesses) {
        workers.take(on: eventLoop).assumeIsolated().whenComplete { result in
            if case .success(let worker) = result { self.connect(instance, worker.descriptors) }
            instance.spawned(result.map(\.started).mapError(self.spawnError))
        }
    }

    private func connect(_ instance: Instance, _ ends: WorkerDescriptors) {
        readLines(ends.output, .stdout, instance)
        readLines(ends.errors, .stderr, instance)
        guard ends.wire >= 0 else { return }
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
}
