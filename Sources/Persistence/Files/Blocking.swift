import Dispatch

/// Where calls are made that block, so that they do not take a thread that tasks run on.
package enum Blocking {
    private static let queue = DispatchQueue(label: "meridian.store.files", attributes: .concurrent)

    package static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
