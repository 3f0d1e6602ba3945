import Engine
import MeridianCore
import Traces

/// Judges what is known of a running platform. Pure: it is told everything.
struct Diagnosis {
    typealias Finding = DiagnosisDocument.Finding

    /// Free room below which it is said, in bytes, or as a share of the disk where that is less.
    private static let littleSpace = 1 << 30
    private static let tooLittleSpace = 128 << 20
    /// How far the clock may move from a steady one, in seconds; time servers move it by less.
    private static let clockTolerance = 5.0
    private static let manyPauses = 20

    private var facts: [DiagnosisDocument.Fact] = []
    private var findings: [Finding] = []

    var document: DiagnosisDocument {
        let graver = findings.enumerated().sorted { left, right in
            (left.element.severity, left.offset) < (right.element.severity, right.offset)
        }
        // `error` comes before `warning` in the alphabet as well.
        return DiagnosisDocument(facts: facts, findings: graver.map(\.element))
    }

    mutating func note(_ name: String, _ state: String) {
        facts.append(.init(name: name, state: state))
    }

    mutating func add(
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

    /// - Parameters:
    ///   - seconds: By how much it went ahead of a steady clock since the platform started.
    ///   - zone: What local time is on the machine.
    mutating func judge(clockMovedBy seconds: Double, zone: String) {
        note("time zone", "\(zone); timers go by UTC where their settings name no other")
        guard abs(seconds) > Self.clockTolerance else { return }
        add(.clockMoved, "clock", "the clock was moved by \(Int(seconds)) s since the platform started")
    }

    mutating func judge(isSandboxed: Bool) {
        note("sandbox", isSandboxed ? "on" : "off")
        if !isSandboxed { add(.workersNotApart, "sandbox", "workers run as the platform's user, without a sandbox") }
    }

    /// - Parameter problem: Why the last minute could not be stored.
    mutating func judge(metrics problem: ErrorCode?) {
        guard let problem else { return }
        add(problem, "metrics", "minutes of metrics can't be stored", isError: true)
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
}
