import Admission
import NIOCore

/// A coarse clock per event loop. Deadlines, idle instances and memory are looked after on its beats, so that a
/// request costs no timer and no clock reading. It stands still while no group has an instance or a request.
final class EnginePulse: @unchecked Sendable {
    static let beat = TimeAmount.milliseconds(20)
    private static let beatsPerMemoryCheck = 12
    private static let beatsPerLoadCheck = 5
    private static let processorInterval = TimeAmount.milliseconds(500)
    /// The share of the processors above which another instance would only take from those there are.
    private static let saturation = 0.95

    let eventLoop: any EventLoop
    let inheritedEnvironment: [String: String]
    /// Of this event loop.
    let admission: AdmissionController
    let clock: AdmissionClock
    /// The time of the last beat, at most a beat behind while anything runs.
    private(set) var now = NIODeadline.now()
    private let processors = ProcessorMeter()
    private var processorReading: (share: Double, until: NIODeadline) = (0, .uptimeNanoseconds(0))
    private var active: [ObjectIdentifier: InstancePool] = [:]
    private var isBeating = false
    private var beats = 0

    init(
        eventLoop: any EventLoop, inheritedEnvironment: [String: String], admission: AdmissionController,
        clock: AdmissionClock
    ) {
        self.eventLoop = eventLoop
        self.inheritedEnvironment = inheritedEnvironment
        self.admission = admission
        self.clock = clock
    }

    /// Whether the machine's processors have nothing left to give, by what was seen in the last half second or so.
    var isMachineSaturated: Bool {
        if now >= processorReading.until {
            processorReading = (processors.share(), now + Self.processorInterval)
        }
        return processorReading.share > Self.saturation
    }

    /// Looks after a pool until it says that there is nothing to look after.
    func watch(_ pool: InstancePool) {
        active[ObjectIdentifier(pool)] = pool
        guard !isBeating else { return }
        isBeating = true
        now = .now()
        schedule()
    }

    func forget(_ pool: InstancePool) {
        active[ObjectIdentifier(pool)] = nil
    }

    private func schedule() {
        eventLoop.assumeIsolated().scheduleTask(in: Self.beat) { self.beat() }
    }

    private func beat() {
        now = .now()
        beats += 1
        let checksMemory = beats % Self.beatsPerMemoryCheck == 0
        let checksLoad = beats % Self.beatsPerLoadCheck == 0
        for (key, pool) in active where !pool.beat(now: now, checksLoad: checksLoad, checksMemory: checksMemory) {
            active[key] = nil
        }
        if active.isEmpty {
            isBeating = false
        } else {
            schedule()
        }
    }
}
