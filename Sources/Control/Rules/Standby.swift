import Admission
import Engine
import MeridianCore
import Synchronization

/// How many instances of functions a profile keeps ready, beyond what their manifests say.
final class Standby: Sendable {
    private let counts = Mutex<[RuleTarget: Int]>([:])

    var all: [RuleTarget: Int] { counts.withLock { $0 } }

    func replace(_ counts: [RuleTarget: Int]) {
        self.counts.withLock { $0 = counts }
    }

    /// What is said of a function, of its service, or of everything: the first there is.
    subscript(_ service: ServiceName, _ function: FunctionName) -> Int? {
        counts.withLock { $0[.function(service, function)] ?? $0[.service(service)] ?? $0[.all] }
    }
}

extension LiveServices {
    /// Lets every live release keep ready what is said now.
    func keepStandby() async {
        for service in services.values {
            guard let live = service.live else { continue }
            await keepStandby(of: live)
        }
    }

    private func keepStandby(of live: LiveRelease) async {
        let name = live.release.service
        await live.active.setStandby { [standby] function in standby[name, function] }
    }
}
