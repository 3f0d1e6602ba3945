import HTTPTransport
import Isolates
import MeridianCore
import NIOCore
import Wire

/// The functions of a service, an isolate each. Lives on the worker's event loop.
final class ServiceProgram: WorkerProgram {
    let eventLoop: any EventLoop
    private let onLeave: () -> Void
    weak var handler: WorkerHandler?
    /// Made before it was known for what.
    private(set) var spare: FunctionIsolate?
    private var isSpareWanted = false
    private var service: IsolateService?
    var isolates: [FunctionIsolate?] = []
    private var busyIsolates = 0
    private var hasLeft = false
    var isWatching = false
    let resident: () -> UInt64

    /// - Parameter resident: Tells the bytes that the worker holds.
    init(
        on eventLoop: any EventLoop, resident: @escaping () -> UInt64 = MemoryBudget.resident,
        onLeave: @escaping () -> Void
    ) throws {
        self.eventLoop = eventLoop
        self.resident = resident
        self.onLeave = onLeave
        spare = try FunctionIsolate(on: eventLoop, isWarm: true)
    }

    func initialize(_ initialization: WorkerInitialization) throws(MeridianError) {
        guard let service = IsolateService(initialization) else {
            throw MeridianError(.scriptUnusable, "the platform sent no script; build the package again")
        }
        self.service = service
        isolates = Array(repeating: nil, count: service.functions.count)
        // With nobody waiting there is time to find out whether everything loads.
        guard !service.isAwaited else { return }
        for function in service.group { _ = try isolate(of: function, in: service) }
    }

    func becomeReady() {}

    func invoke(
        function: Int, trigger: Int, request: consuming RequestHead, timeout: TimeAmount?,
        responder: any ExchangeResponder
    ) -> (any ExchangeReceiver)? {
        guard let service, service.functions.indices.contains(function),
            service.functions[function].triggerPaths.indices.contains(trigger)
                || trigger == InvocationHead.profileTrigger
        else {
            responder.fail(MeridianError(.functionNotFound, "there is no function number \(function)", status: 404))
            return nil
        }
        do throws(MeridianError) {
            guard trigger != InvocationHead.profileTrigger else {
                profile(try isolate(of: function, in: service), request.method, responder: responder)
                return nil
            }
            let isHTTP = !service.functions[function].triggerPaths[trigger].isEmpty
            let isolate = try isolate(of: function, in: service)
            let receiver = isolate.invoke(request, isHTTP: isHTTP, timeout: timeout, responder: responder)
            if isolate.isSpent { isolates[function] = nil }
            watch(MemoryBudget(worker: service.memory), in: Self.watchInterval)
            return receiver
        } catch {
            responder.fail(error)
            return nil
        }
    }

    /// The isolate of a function, which is made at its first use and anew when a limit has ended the one before.
    private func isolate(of function: Int, in service: IsolateService) throws(MeridianError) -> FunctionIsolate {
        if let isolate = isolates[function] {
            if !isolate.isSpent { return isolate }
            isolate.close()
            isolates[function] = nil
        }
        makeRoom(for: service)
        let isolate: FunctionIsolate
        if let spare {
            isolate = spare
            self.spare = nil
            wantSpare()
        } else {
            do {
                isolate = try FunctionIsolate(on: eventLoop, isWarm: false)
            } catch {
                throw MeridianError(.scriptUnusable, "an isolate could not be made: \(error)", cause: error)
            }
        }
        isolate.onBusy = { [unowned self] isBusy in
            busyIsolates += isBusy ? 1 : -1
            if busyIsolates == 0 { handler?.leaveIfDone() }
        }
        try isolate.load(service, function: function)
        isolates[function] = isolate
        return isolate
    }

    /// Closes isolates that have nothing to do, the one first that was used longest ago, until there is room for another:
    /// they are made again when they are asked for.
    private func makeRoom(for service: IsolateService) {
        while let (index, isolate) = longestIdle, isShort(of: service) {
            isolate.close()
            isolates[index] = nil
            IdleMemory.giveBack()
        }
    }

    private var longestIdle: (index: Int, isolate: FunctionIsolate)? {
        isolates.enumerated().compactMap { index, isolate in isolate.map { (index, $0) } }
            .filter { !$0.1.isActive }.min { $0.1.lastUse < $1.1.lastUse }
    }

    /// Whether there is no room for another isolate.
    private func isShort(of service: IsolateService) -> Bool {
        MemoryBudget(worker: service.memory).isShort(resident: resident(), script: service.script.size)
    }

    /// How long after one was used the next spare isolate is made: who asked comes first.
    private static let spareDelay = TimeAmount.milliseconds(100)

    /// Another function of the group may be asked for next, and finds what it needs made.
    private func wantSpare() {
        guard !isSpareWanted else { return }
        isSpareWanted = true
        eventLoop.assumeIsolated().scheduleTask(in: Self.spareDelay) { [weak self] in
            guard let self else { return }
            isSpareWanted = false
            if isBusy { return wantSpare() }
            makeSpare()
        }
    }

    /// Makes a spare isolate when a function of the group has none yet.
    func makeSpare() {
        guard !hasLeft, spare == nil, let service, service.group.contains(where: { isolates[$0] == nil }),
            !isShort(of: service)
        else { return }
        // Without one, the function makes its own, and says what keeps it from that.
        spare = try? FunctionIsolate(on: eventLoop, isWarm: true)
    }

    var isBusy: Bool { busyIsolates > 0 }

    func leave() {
        guard !hasLeft else { return }
        hasLeft = true
        onLeave()
    }
}
