import Access
import Admission
import Engine
import MeridianCore
import Traces

/// Judges what is known of a running platform. Pure: it is told everything.
struct Diagnosis {
    typealias Finding = DiagnosisDocument.Finding

    /// Free room below which it is said, in bytes, or as a share of the disk where that is less.
    private static let littleSpace = 1 << 30
    private static let tooLittleSpace = 128 << 20
    /// The share of failed requests above which a function counts as failing, and how many there must be to tell.
    private static let tooManyFailures = 0.01
    private static let fewestRequests = 20
    private static let manyWaiting = 100
    private static let manyPauses = 20
    private static let longDelay = 60.0
    private static let soon: Int64 = 14 * 86_400_000

    private var facts: [DiagnosisDocument.Fact] = []
    private var findings: [Finding] = []

    var document: DiagnosisDocument {
        let graver = findings.enumerated().sorted { left, right in
            (left.element.severity, left.offset) < (right.element.severity, right.offset)
        }
        // `error` comes before `warning` in the alphabet as well.
        return DiagnosisDocument(facts: facts, findings: graver.map(\.element))
    }

    private mutating func note(_ name: String, _ state: String) {
        facts.append(.init(name: name, state: state))
    }

    private mutating func add(
        _ code: ErrorCode, _ subject: String, _ message: String, isError: Bool = false, mend: String? = nil
    ) {
        findings.append(
            Finding(
                severity: isError ? "error" : "warning", code: code.description, subject: subject, message: message,
                mend: mend ?? ErrorCatalog.explanation(of: code)?.mend ?? ""))
    }

    mutating func judge(_ space: Machine.Space) {
        let share = space.total > 0 ? space.free * 100 / space.total : 0
        note("disk", "\(space.free >> 20) MiB free, \(share) %")
        guard space.free < min(Self.littleSpace, space.total / 10) else { return }
        add(
            .spaceRunsOut, "data directory", "there are only \(space.free >> 20) MiB left for the data directory",
            isError: space.free < Self.tooLittleSpace)
    }

    mutating func judge(clock isKept: Bool?) {
        note("clock", isKept.map { $0 ? "kept by a time server" : "not kept by a time server" } ?? "unknown")
        if isKept == false { add(.clockNotKept, "clock", "no time server keeps the machine's clock") }
    }

    mutating func judge(isSandboxed: Bool) {
        note("sandbox", isSandboxed ? "on" : "off")
        if !isSandboxed { add(.workersNotApart, "sandbox", "workers run as the platform's user, without a sandbox") }
    }

    mutating func judge(_ division: ProcessorDivision) {
        note("processors", "divided by \(division.way.rawValue)")
    }

    /// - Parameter limit: In processors.
    mutating func add(unkept limit: Double, of service: ServiceName) {
        add(
            .processorLimitsNotKept, service.rawValue,
            "'\(service)' asks for at most \(FunctionOptions.shown(limit)) processors, and limits are not kept here")
    }

    /// - Parameter pauses: How often the gateway stopped to read.
    mutating func judge(readingPauses pauses: Int) {
        note("gateway", pauses == 0 ? "never stopped to read" : "stopped to read \(pauses) times")
        // Now and then a machine that does something else is the reason.
        guard pauses >= Self.manyPauses else { return }
        add(
            .gatewaySaturated, "gateway",
            "it stopped to read \(pauses) times since it started, since more came than can even be turned away")
    }

    mutating func judge(_ status: TraceKeeper.Status, of name: String) {
        note(name, "\(status.spans) spans, \(status.bytes >> 10) KiB")
        judge(status.damages, dropped: status.dropped, status.problem, of: "spans")
    }

    mutating func judge(_ status: LogArchive.Status) {
        note("logs", "\(status.bytes >> 10) KiB")
        judge(status.damages, dropped: status.dropped, status.problem, of: "log lines")
    }

    private mutating func judge(
        _ damages: [SegmentLog.Damage], dropped: Int, _ problem: String?, of what: String
    ) {
        for damage in damages {
            add(.segmentDamaged, damage.file, "'\(damage.file)' is damaged at byte \(damage.offset)")
        }
        if let problem { add(.recordsLost, what, "\(what) can't be written: \(problem)", isError: true) }
        if dropped > 0 { add(.recordsLost, what, "\(dropped) \(what) were dropped since the platform started") }
    }

    mutating func judge(exported dropped: Int, _ problem: String?) {
        note("export", problem == nil ? "the collector takes what is sent" : "the collector does not take what is sent")
        guard dropped > 0 || problem != nil else { return }
        add(
            .exportFailed, "export",
            "\(dropped) spans and log lines were not sent" + (problem.map { "; the last time \($0)" } ?? ""))
    }

    mutating func add(unusable service: ServiceName, _ problem: String) {
        add(.releaseCannotServe, service.rawValue, "'\(service)' does not answer: \(problem)", isError: true)
    }

    mutating func judge(_ groups: [GroupStatus], of service: ServiceName, release: Int) {
        for group in groups {
            let subject = "\(service)@\(release) \(group.group)"
            if group.crashed > 0 {
                let allCrash = group.instances.isEmpty
                add(
                    .instancesCrash, subject,
                    "\(group.crashed) of \(group.started) instances ended without being asked to", isError: allCrash,
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
                    .workPilesUp, subject, "\(queue.dead) events were put aside after their last try",
                    mend: "`meridian queue peek \(subject) --dead` shows why; `meridian queue redrive` puts them back")
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

    mutating func judge(_ tokens: [TokenRecord], now: Timestamp) {
        for token in tokens {
            guard let expiry = token.expiresAt, expiry > now, expiry.milliseconds - now.milliseconds < Self.soon else {
                continue
            }
            add(.tokenExpires, token.name, "the token '\(token.name)' expires at \(expiry)")
        }
    }
}
