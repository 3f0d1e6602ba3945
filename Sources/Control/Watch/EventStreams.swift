import MeridianCore
import Synchronization

/// How streams of events are kept.
public struct EventStreamSettings: Sendable {
    /// The most that one token has open at a time.
    public var perPrincipal = 32
    /// How often a comment is sent, so that both ends notice when the other is gone.
    public var heartbeat = Duration.seconds(15)
    /// After which a stream ends and the client comes again, which looks at its token once more.
    public var longest = Duration.seconds(3_600)

    public init() {}
}

/// Who has streams of events open.
final class EventStreams: Sendable {
    /// One open stream. It counts for as long as somebody has this.
    final class Seat: Sendable {
        private let streams: EventStreams
        private let principal: String

        fileprivate init(_ principal: String, among streams: EventStreams) {
            self.streams = streams
            self.principal = principal
        }

        deinit {
            streams.leave(principal)
        }
    }

    let settings: EventStreamSettings
    private let open = Mutex<[String: Int]>([:])

    init(_ settings: EventStreamSettings) {
        self.settings = settings
    }

    /// - Parameter principal: The name of the token.
    /// - Throws: ``ErrorCode/tooManyEventStreams`` with status 429.
    func enter(_ principal: String) throws(MeridianError) -> Seat {
        let isFree = open.withLock { open in
            guard open[principal, default: 0] < settings.perPrincipal else { return false }
            open[principal, default: 0] += 1
            return true
        }
        guard isFree else {
            throw MeridianError(
                .tooManyEventStreams,
                "'\(principal)' has \(settings.perPrincipal) event streams open, which is the most; close one",
                status: 429)
        }
        return Seat(principal, among: self)
    }

    private func leave(_ principal: String) {
        open.withLock { open in
            open[principal, default: 1] -= 1
            if open[principal] == 0 { open[principal] = nil }
        }
    }
}
