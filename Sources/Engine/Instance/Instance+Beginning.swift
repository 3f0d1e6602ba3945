import NIOCore

/// How long the parts of an instance's start took.
extension Instance {
    /// Until there was a process, in nanoseconds; 0 as long as there is none.
    var spawnTime: Int64 { spawnedAt.map { ($0 - createdAt).nanoseconds } ?? 0 }

    /// From the process's start until it could serve, in nanoseconds; 0 as long as it can't. The worker may say that it
    /// is ready before the thread that started it reports back.
    var initializationTime: Int64 {
        guard let readyAt else { return 0 }
        return max(0, (readyAt - (spawnedAt ?? createdAt)).nanoseconds)
    }

    /// From its beginning until it could serve, in nanoseconds; 0 as long as it can't.
    var startTime: Int64 { readyAt.map { ($0 - createdAt).nanoseconds } ?? 0 }

    var beginning: GroupStatus.Beginning? {
        guard let readyAt else { return nil }
        let since = max(readyAt, firstCallAt ?? readyAt)
        return GroupStatus.Beginning(
            spawn: Double(spawnTime) / 1e6, initialization: Double(initializationTime) / 1e6,
            firstAnswer: firstAnswerAt.map { Double(max(0, ($0 - since).nanoseconds)) / 1e6 })
    }
}
