public import NIOCore

/// The controllers of a unit, one for each event loop, with what they share.
///
/// A request is admitted by the controller of its connection's event loop, and begins and ends with that of its
/// instance's. Each controller is used on its own event loop only, which makes it safe to hand all of them around.
public final class AdmissionControllers: @unchecked Sendable {
    public let unit = UnitAdmission()
    /// Of origins, users and parameters.
    public let hash = KeyHash()
    public let clock: AdmissionClock
    private let byLoop: [ObjectIdentifier: AdmissionController]

    /// - Parameter group: The event loops of the unit.
    public init(group: any EventLoopGroup, clock: AdmissionClock = .monotonic) {
        self.clock = clock
        // No rules at all can't be wrong.
        let none = try! CompiledRules(RuleSet(), functions: [], hash: hash)
        var byLoop: [ObjectIdentifier: AdmissionController] = [:]
        for eventLoop in group.makeIterator() {
            byLoop[ObjectIdentifier(eventLoop)] = AdmissionController(none, unit: unit)
        }
        self.byLoop = byLoop
    }

    /// - Precondition: The event loop is of the group.
    public subscript(eventLoop: any EventLoop) -> AdmissionController {
        byLoop[ObjectIdentifier(eventLoop)]!
    }
}
