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
            for number in service.catalog.named.sorted() {
                guard let release = service.active[number] else { continue }
                let isLive = release === service.live
                let provision = provision(of: number, in: service.catalog)
                guard isLive || lambda[service.catalog.service] != nil else { continue }
                await keepStandby(of: release, isLive: isLive, provision: provision)
            }
        }
    }

    /// - Parameter provision: What the Lambda-compatible API was told of the release.
    private func keepStandby(of release: LiveRelease, isLive: Bool, provision: Int?) async {
        let name = release.release.service
        await release.active.setStandby { [standby] function in
            (isLive ? standby[name, function] : nil) ?? provision
        }
    }

    /// The most of what is said of a version and of the aliases that point at it.
    private func provision(of number: Int, in catalog: ServiceCatalog) -> Int? {
        lambda[catalog.service]?.provisions.filter { qualifier, _ in
            qualifier == String(number)
                || AliasName(qualifier).flatMap { catalog.aliases[$0]?.record.targets.releases.contains(number) }
                    == true
        }.map(\.value.executions).max()
    }
}
