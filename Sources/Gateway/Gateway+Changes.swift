public import Admission
public import HTTPTransport
import Logging
public import MeridianCore
import NIOCore
import Synchronization

/// What the gateway answers by, and how it is changed: every event loop swaps it in one step.
extension Gateway {
    /// The rules in force.
    public var rules: RuleSet { snapshot.withLock { $0.rules.rules } }

    /// What waits and runs, and whether there is too much of it.
    public var unitAdmission: UnitAdmission { admission.unit }

    /// How often each rule turned requests away, or would have if it were not dry; in the order of the rules.
    public var ruleCounts: [(name: String, rejected: Int, wouldReject: Int)] { snapshot.withLock { $0.rules.counts } }

    /// Answers by another table from now on. Returns when every event loop does, so that what the former table led to
    /// can be retired.
    ///
    /// Rules that can't be compiled for the functions of the table stay in force for those they were compiled for.
    public func update(_ table: RoutingTable) async {
        let (former, installed) = snapshot.withLock { current in
            let former = current
            var rules = current.rules
            do throws(MeridianError) {
                rules = try CompiledRules(
                    rules.rules, functions: GatewaySnapshot.functions(of: table), carrying: rules,
                    hash: admission.hash)
            } catch {
                logger.error("the rules can't be kept to for every function: \(error)")
            }
            current = GatewaySnapshot(table, rules)
            return (former, install(current))
        }
        await finish(installed, lettingGoOf: former)
    }

    /// Holds requests to other rules from now on. Returns when every event loop does. What the former rules have counted
    /// goes on where a rule stays the same.
    /// - Throws: ``MeridianError`` `MER-6202` or `MER-6203` for rules that can't be in force; the former stay so then.
    public func update(_ rules: RuleSet) async throws(MeridianError) {
        let (former, installed) = try snapshot.withLock { current throws(MeridianError) in
            let former = current
            let compiled = try CompiledRules(
                rules, functions: GatewaySnapshot.functions(of: current.table), carrying: current.rules,
                hash: admission.hash)
            current = GatewaySnapshot(current.table, compiled)
            return (former, install(current))
        }
        machine.watch(for: rules, unit: admission.unit, on: loops[0].eventLoop)
        await finish(installed, lettingGoOf: former)
    }

    /// Returns when every event loop answers by the new snapshot. The last to let go of the former one is then not an event
    /// loop: with thousands of functions that takes milliseconds.
    private func finish(_ installed: [EventLoopFuture<Void>], lettingGoOf former: GatewaySnapshot) async {
        for installation in installed { try? await installation.get() }
        withExtendedLifetime(former) {}
    }

    /// Called with the lock of the snapshot, so that every event loop gets the changes in the same order.
    private func install(_ snapshot: GatewaySnapshot) -> [EventLoopFuture<Void>] {
        loops.map { loop in loop.eventLoop.submit { loop.install(snapshot) } }
    }
}

extension Gateway {
    /// Answers paths that begin with `/.meridian/` from now on, whatever the host.
    public func serve(_ platform: some ExchangeHandler & Sendable) async throws {
        for loop in loops { try await loop.eventLoop.submit { loop.platform = platform }.get() }
    }
}
