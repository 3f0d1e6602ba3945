import Admission
import Engine
import NIOCore
import Synchronization

/// Reads twice a second how busy the machine is, as long as a rule asks for it.
final class MachineWatch: Sendable {
    private static let interval = TimeAmount.milliseconds(500)

    private let task = Mutex<RepeatedTask?>(nil)

    /// Begins to read, or stops, by what the rules ask for.
    func watch(for rules: RuleSet, unit: UnitAdmission, on eventLoop: any EventLoop) {
        let isNeeded = rules.rules.contains { rule in
            if case .system(let system) = rule.kind { system.load != nil || system.cpu != nil } else { false }
        }
        guard isNeeded else { return stop() }
        task.withLock { task in
            guard task == nil else { return }
            let meter = ProcessorMeter()
            task = eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: Self.interval) { _ in
                unit.machine = MachineReading(load: ProcessorMeter.load(), cpu: meter.share())
            }
        }
    }

    func stop() {
        task.withLock { task in
            task?.cancel()
            task = nil
        }
    }
}
