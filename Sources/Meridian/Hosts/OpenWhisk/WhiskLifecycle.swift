import JSONCodec
import MeridianCore
import NIOCore
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Starts an action's app, once: when it is initialised, or when it is run without that.
final class WhiskLifecycle: Sendable {
    private let start: @Sendable () async throws -> Void
    private let task = Mutex<Task<Void, any Error>?>(nil)

    init(_ start: @escaping @Sendable () async throws -> Void) {
        self.start = start
    }

    /// - Parameter value: The member `value` of the initialisation.
    /// - Returns: `false` when the app has been started before.
    func initialize(_ value: JSONMembers?) -> Bool {
        task.withLock { task in
            guard task == nil else { return false }
            task = begin(value)
            return true
        }
    }

    /// Waits until the app has started, and sees to it that it does.
    func started() async throws {
        let task = task.withLock { task in
            let running = task ?? begin(nil)
            task = running
            return running
        }
        try await task.value
    }

    private func begin(_ value: JSONMembers?) -> Task<Void, any Error> {
        Task {
            if let environment = value?.object("env") {
                for name in environment.names {
                    guard let bytes = environment[name] else { continue }
                    setenv(name, JSONText.string(bytes) ?? String(buffer: bytes), 1)
                }
            }
            try await start()
        }
    }
}

/// The lines that end an activation's logs on both streams.
enum WhiskMarks {
    static let line = "XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX"

    @Sendable static func write() {
        StandardStream.print(line)
        StandardStream.complain(line)
    }
}
