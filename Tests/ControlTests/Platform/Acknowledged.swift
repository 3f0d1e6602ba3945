import MeridianCore
import Synchronization
import Testing

@testable import Control

/// What a platform said was done, to be found when it comes back: whatever was acknowledged must be there, and what was
/// under way when it was killed may be.
final class Acknowledged: Sendable {
    private struct State {
        /// By what is changed, for example `live`.
        var values: [String: String] = [:]
        /// What each would be if the change under way was made.
        var pending: [String: String] = [:]
        /// Digests of releases by their numbers.
        var releases: [Int: String] = [:]
        var changes = 0
    }

    private let state = Mutex(State())

    /// Changes that were acknowledged.
    var changes: Int { state.withLock { $0.changes } }

    /// The numbers of the releases, oldest first.
    var releases: [Int] { state.withLock { $0.releases.keys.sorted() } }

    var values: [String: String] { state.withLock { $0.values } }

    func digest(of release: Int) -> String? { state.withLock { $0.releases[release] } }

    /// Makes a change and notes it when it is acknowledged.
    /// - Parameters:
    ///   - name: What is changed.
    ///   - value: What it becomes.
    func change(_ name: String, to value: String, _ make: () async throws -> Void) async throws {
        state.withLock { $0.pending[name] = value }
        try await make()
        state.withLock { state in
            state.values[name] = value
            state.pending[name] = nil
            state.changes += 1
        }
    }

    /// Notes what another change has made of something.
    func begin(_ name: String, as value: String) {
        state.withLock { $0.values[name] = value }
    }

    /// Notes a release that was published.
    func published(_ release: Int, _ digest: String) {
        let known = state.withLock { state in
            state.changes += 1
            return state.releases.updateValue(digest, forKey: release)
        }
        #expect(known == nil || known == digest, "the number \(release) was given twice")
    }

    /// Compares with what is there now, which is what counts from then on.
    func found(_ value: String?, as name: String) {
        state.withLock { state in
            let expected = [state.values[name], state.pending[name]].compactMap { $0 }
            if let value {
                #expect(expected.contains(value), "\(name) is \(value), and should be one of \(expected)")
            } else {
                #expect(state.values[name] == nil, "\(name) is lost, and was \(expected)")
            }
            state.values[name] = value
            state.pending[name] = nil
        }
    }
}
