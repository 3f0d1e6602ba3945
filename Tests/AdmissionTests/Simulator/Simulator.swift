import Admission
import Glibc
import MeridianCore
import TestSupport

/// A gateway with its admission, a queue and a server, and callers that do not wait, under a clock of its own. The same
/// seed gives the same run.
final class Simulator {
    private enum Event {
        case arrival(traffic: Int)
        case attempt(Request)
        case turn(Request)
        case finish(Request)
    }

    private final class Request {
        let traffic: Int
        /// Of the first try.
        let arrived: Nanoseconds
        let attempt: Int
        let deadline: Nanoseconds
        var permit: Permit?

        init(traffic: Int, arrived: Nanoseconds, attempt: Int, deadline: Nanoseconds) {
            self.traffic = traffic
            self.arrived = arrived
            self.attempt = attempt
            self.deadline = deadline
        }
    }

    let server: ServerModel
    let traffic: [Traffic]
    let controllers: [AdmissionController]
    private(set) var reports: [String: Report] = [:]
    /// How many ran at most.
    private(set) var mostRunning = 0
    private let knowsDeadlines: Bool
    private var generator: SeededGenerator
    private var budgets: [RetryBudget]
    private var events = EventQueue<Event>()
    private var queue = FairQueue<Request>()
    private var running = 0
    private var nextLoop = 0
    private var now: Nanoseconds = 0
    private var end: Nanoseconds = 0

    /// - Parameters:
    ///   - isOff: Nothing is turned away, and what waits is served in its order however late it is.
    ///   - loops: Event loops, among which requests are dealt out.
    init(
        _ traffic: [Traffic], server: ServerModel = ServerModel(), rules: [Rule] = [], isOff: Bool = false,
        loops: Int = 1, seed: UInt64 = 7
    ) throws {
        self.server = server
        self.traffic = traffic
        knowsDeadlines = !isOff
        generator = SeededGenerator(seed: seed)
        budgets = traffic.map { _ in RetryBudget() }
        if isOff { queue = FairQueue(longestWait: .max / 2) }
        var settings = AdmissionSettings()
        settings.isOff = isOff
        let compiled = try CompiledRules(
            RuleSet(rules, settings: settings), functions: Self.functions(traffic.map(\.function).max() ?? 0),
            hash: KeyHash(seed: 1))
        let unit = UnitAdmission()
        controllers = (0..<loops).map { AdmissionController(compiled, unit: unit, seed: seed &+ UInt64($0) &+ 1) }
    }

    static func functions(_ last: Int) -> [FunctionKey] {
        (0...last).map { FunctionKey(ServiceName("shop")!, FunctionName("f\($0)")!) }
    }

    /// The report of all traffic together.
    var total: Report {
        reports.values.reduce(into: Report()) { total, report in
            total.firstTries += report.firstTries
            total.tries += report.tries
            total.rejections += report.rejections
            total.begun += report.begun
            total.answers += report.answers
            total.late += report.late
            total.dropped += report.dropped
        }
    }

    subscript(_ name: String) -> Report { reports[name] ?? Report() }

    @discardableResult
    func run(seconds: Double) -> Self {
        end = Nanoseconds(seconds * 1e9)
        for number in traffic.indices { scheduleArrival(number) }
        while let (time, event) = events.next() {
            now = time
            switch event {
            case .arrival(let number): arrive(number)
            case .attempt(let request): attempt(request)
            case .turn(let request): resume(request)
            case .finish(let request): finish(request)
            }
        }
        return self
    }

    private func scheduleArrival(_ number: Int) {
        let stream = traffic[number]
        let rate = stream.rate(Double(now) / 1e9) / Double(stream.burst)
        // A stream that is silent is looked at again soon.
        let gap = rate > 0 ? -log(1 - Double.random(in: 0..<1, using: &generator)) / rate : 0.001
        let next = now + max(1, Nanoseconds(min(gap, 1) * 1e9))
        guard next < end else { return }
        events.add(.arrival(traffic: number), at: next)
    }

    private func arrive(_ number: Int) {
        if traffic[number].rate(Double(now) / 1e9) > 0 {
            for _ in 0..<traffic[number].burst {
                note(number) { $0.firstTries.append(now) }
                if traffic[number].hasBudget { budgets[number].firstTry() }
                attempt(
                    Request(
                        traffic: number, arrived: now, attempt: 0,
                        deadline: now + Nanoseconds(traffic[number].patience * 1e6)))
            }
        }
        scheduleArrival(number)
    }

    private func attempt(_ request: Request) {
        let stream = traffic[request.traffic]
        note(request.traffic) { $0.tries.append(now) }
        nextLoop = (nextLoop + 1) % controllers.count
        let facts = RequestFacts(
            function: stream.function, criticality: stream.criticality, user: generator.next(),
            deadline: knowsDeadlines ? request.deadline : .max, isRetry: stream.hasBudget && request.attempt > 0)
        handle(controllers[nextLoop].admit(facts, now: now), request)
    }

    private func resume(_ request: Request) {
        guard let permit = request.permit else { return }
        handle(controllers[0].resume(permit, now: now), request)
    }

    private func handle(_ decision: Decision, _ request: Request) {
        switch decision {
        case .reject:
            note(request.traffic) { $0.rejections.append(now) }
            failed(request)
        case .wait(let permit, let until):
            request.permit = permit
            events.add(.turn(request), at: until)
        case .admit(let permit), .queue(let permit):
            request.permit = permit
            queue.push(
                request, function: permit.facts.function, weight: permit.weight,
                criticality: knowsDeadlines ? permit.facts.criticality : .critical,
                deadline: permit.facts.deadline, now: now)
            dispatch()
        }
    }

    private func dispatch() {
        let controller = controllers[0]
        while running < server.slots {
            let taken = queue.pop(now: now, newestFirst: knowsDeadlines && controller.unit.isShedding) { request in
                controller.mayStart(request.permit!)
            }
            switch taken {
            case nil: return
            case .drop(let request):
                controller.abandoned(request.permit!, now: now)
                note(request.traffic) { $0.dropped += 1 }
                failed(request)
            case .serve(let request):
                controller.started(&request.permit!, now: now)
                running += 1
                mostRunning = max(mostRunning, running)
                note(request.traffic) { $0.begun += 1 }
                let duration = server.duration(at: Double(now) / 1e9, running: running, using: &generator)
                events.add(.finish(request), at: now + duration)
            }
        }
    }

    private func finish(_ request: Request) {
        running -= 1
        controllers[0].finished(request.permit!, .succeeded, now: now)
        let isLate = now > request.deadline
        note(request.traffic) { report in
            if isLate {
                report.late += 1
            } else {
                report.answers.append(Report.Answer(arrived: request.arrived, answered: now))
            }
        }
        if isLate { failed(request) }
        dispatch()
    }

    /// Tries again after 10 to 20 ms, if there are tries left.
    private func failed(_ request: Request) {
        let stream = traffic[request.traffic]
        guard request.attempt < stream.retries else { return }
        if stream.hasBudget, !budgets[request.traffic].retry() { return }
        let pause = Nanoseconds.random(in: 10_000_000..<20_000_000, using: &generator)
        let retry = Request(
            traffic: request.traffic, arrived: request.arrived, attempt: request.attempt + 1,
            deadline: now + pause + Nanoseconds(stream.patience * 1e6))
        events.add(.attempt(retry), at: now + pause)
    }

    private func note(_ number: Int, _ body: (inout Report) -> Void) {
        body(&reports[traffic[number].name, default: Report()])
    }
}
