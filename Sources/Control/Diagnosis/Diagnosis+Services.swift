import Admission
import Engine
import MeridianCore

/// What services and their functions do.
extension Diagnosis {
    /// The share of failed requests above which a function counts as failing, and how many there must be to tell.
    private static let tooManyFailures = 0.01
    private static let fewestRequests = 20
    private static let manyWaiting = 100
    private static let longDelay = 60.0
    /// A start may fail once for a reason that passes.
    private static let manyFailedStarts = 2

    mutating func add(unusable service: ServiceName, _ problem: String) {
        add(.releaseCannotServe, service.rawValue, "'\(service)' does not answer: \(problem)", isError: true)
    }

    mutating func add(
        missingPackageOf release: Int, _ service: ServiceName, named aliases: [AliasName], isUnpacked: Bool
    ) {
        let names = aliases.map { "'\($0)'" }.joined(separator: ", ")
        add(
            .packageMissing, "\(service)@\(release)",
            "the package of release \(release), which \(names) of '\(service)' \(aliases.count == 1 ? "names" : "name"), "
                + (isUnpacked ? "is gone but for what instances run" : "is gone"), isError: !isUnpacked)
    }

    mutating func add(damagedAlias alias: AliasName, of service: ServiceName) {
        add(
            .releaseCannotServe, "\(service) \(alias)", "what the alias '\(alias)' of '\(service)' names can't be read",
            isError: true, mend: "point it at a release by `meridian alias set \(service) \(alias) RELEASE`")
    }

    mutating func judge(_ groups: [GroupStatus], of service: ServiceName, release: Int) {
        for group in groups {
            let subject = "\(service)@\(release) \(group.group)"
            let failedStarts = group.failedStarts ?? 0
            if failedStarts >= Self.manyFailedStarts {
                add(
                    .startsFail, subject,
                    "the last \(failedStarts) instances ended before they were ready"
                        + (group.startProblem.map { "; the last time \($0)" } ?? ""), isError: true,
                    mend: "`meridian logs \(service)` shows what they printed; mend it, or go back by "
                        + "`meridian release rollback \(service)`")
            } else if group.crashed > 0 {
                add(
                    .instancesCrash, subject,
                    "\(group.crashed) of \(group.started) instances ended without being asked to",
                    isError: group.instances.isEmpty,
                    mend: "`meridian logs \(service) --level error` shows what they said")
            }
            if group.waiting >= Self.manyWaiting {
                add(
                    .workPilesUp, subject,
                    "\(group.waiting) requests wait for \(group.instances.count) instances")
            }
        }
    }

    mutating func judge(_ queues: [QueueDocument]) {
        let pending = queues.reduce(0) { $0 + $1.pending }
        if !queues.isEmpty { note("queues", "\(pending) events pending in \(queues.count)") }
        for queue in queues {
            let subject = "\(queue.service)/\(queue.function)"
            if let delay = queue.delaySeconds, delay > Self.longDelay {
                add(
                    .workPilesUp, subject, "\(queue.pending) events wait, the next one for \(Int(delay)) s",
                    mend: "raise its concurrency, or find out by `meridian trace` what it waits for")
            }
            if queue.dead > 0 {
                add(
                    .eventsPutAside, subject,
                    queue.dead == 1
                        ? "an event was put aside after its last try"
                        : "\(queue.dead) events were put aside after their last try",
                    mend: "`meridian queue peek \(subject) --dead` shows why; `meridian queue redrive \(subject)` puts "
                        + "them back")
            }
        }
    }

    /// - Parameter rates: Of the last minutes.
    mutating func judge(_ rates: RecordedRates) {
        var sums: [String: (requests: Int, failures: Int)] = [:]
        for sample in rates.samples {
            sums["\(sample.service)/\(sample.function)", default: (0, 0)].requests += sample.requests
            sums["\(sample.service)/\(sample.function)", default: (0, 0)].failures += sample.failures ?? 0
        }
        note("functions", "\(sums.count) called in the last 5 minutes")
        for (function, sum) in sums.sorted(by: { $0.key < $1.key }) where sum.requests >= Self.fewestRequests {
            let share = Double(sum.failures) / Double(sum.requests)
            guard share > Self.tooManyFailures else { continue }
            add(
                .functionFails, function,
                "\(sum.failures) of \(sum.requests) requests failed in the last 5 minutes", isError: share > 0.5,
                mend: "`meridian traces \(function) --failed` lists them, `meridian trace ID` shows one")
        }
    }

    /// A timer that goes by a zone that the machine does not know never fires.
    mutating func add(unknownZone zone: String, of function: FunctionName, in service: ServiceName) {
        add(
            .timerScheduleUnreadable, "\(service)/\(function)",
            "its timer goes by the time zone '\(zone)', which this machine does not know; it never fires",
            isError: true,
            mend: "install the zones (Debian: tzdata), then restart the platform")
    }
}
