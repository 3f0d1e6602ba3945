import MeridianCore
import NIOCore

/// What the connections of one event loop share: settings, the time, and the sweep that enforces their deadlines.
///
/// Time is counted in ticks of half a second, and one task for all connections does the counting, so a request
/// neither reads the clock nor schedules anything. The sweep rests while there is no connection.
///
/// Used on ``eventLoop`` only, which makes it safe to hand over at the start.
final class ConnectionLoop: @unchecked Sendable {
    static let tick = TimeAmount.milliseconds(500)

    let eventLoop: any EventLoop
    let configuration: HTTPServerConfiguration
    let limits: RequestLimits
    let headTicks: Int
    let bodyTicks: Int
    let writeTicks: Int
    let idleTicks: Int
    /// The present moment; begins at 1 so that 0 can mean never.
    private(set) var now = 1
    private(set) var dateLine: [UInt8] = []
    private(set) var isDraining = false
    var requestIDs = RequestIDSource()
    private var second = -1
    private(set) var connections: [any ServedConnection] = []
    private var isSweeping = false
    /// Stops to accept while this loop reads nothing.
    let listener: Listener
    /// `nil` where reading never stops.
    var secondLine: SecondLine?
    var isWatching = false
    /// Bytes came in since it was last looked.
    var hasInput = false
    var isReadingPaused = false

    init(eventLoop: any EventLoop, configuration: HTTPServerConfiguration, listener: Listener = Listener()) {
        self.eventLoop = eventLoop
        self.listener = listener
        secondLine = configuration.secondLine.map { SecondLine(limit: $0) }
        self.configuration = configuration
        var limits = RequestLimits()
        limits.target = configuration.maxTargetSize
        limits.head = configuration.maxHeadSize
        limits.fields = configuration.maxFields
        limits.body = configuration.maxBodySize ?? .max
        self.limits = limits
        func ticks(_ time: TimeAmount) -> Int {
            max(1, Int(clamping: (time.nanoseconds + Self.tick.nanoseconds - 1) / Self.tick.nanoseconds))
        }
        headTicks = ticks(configuration.headTimeout)
        bodyTicks = ticks(configuration.bodyTimeout)
        writeTicks = ticks(configuration.writeTimeout)
        idleTicks = ticks(configuration.idleTimeout)
        renewDate()
    }

    func add(_ connection: any ServedConnection) {
        connection.index = connections.count
        connections.append(connection)
        if isReadingPaused { connection.setReading(false) }
        guard !isSweeping else { return }
        isSweeping = true
        renewDate()
        scheduleSweep()
    }

    func remove(_ connection: any ServedConnection) {
        let index = connection.index
        guard index >= 0 else { return }
        connection.index = -1
        let last = connections.removeLast()
        guard last !== connection else { return }
        connections[index] = last
        last.index = index
    }

    /// Gives a request an id, and the address of its client.
    func complete(_ fields: inout HTTPFields, from peer: [UInt8], isSecure: Bool) {
        requestIDs.identify(&fields)
        if !peer.isEmpty { peer.withUnsafeBytes { fields.append("x-forwarded-for", value: $0) } }
        if isSecure { fields.set("x-forwarded-proto", "https") }
    }

    /// Lets every connection end after its current exchange, and idle ones at once.
    func drain() {
        isDraining = true
        for connection in connections { connection.drain() }
    }

    /// Cuts every connection.
    func cut() {
        for connection in connections { connection.abort() }
    }

    private func scheduleSweep() {
        eventLoop.scheduleTask(in: Self.tick) { self.sweep() }
    }

    private func sweep() {
        guard !connections.isEmpty else {
            isSweeping = false
            return
        }
        now += 1
        renewDate()
        // A connection that closes takes itself out and puts the last one in its place: go from the end.
        var index = connections.count - 1
        while index >= 0 {
            if index < connections.count { connections[index].check(at: now) }
            index -= 1
        }
        scheduleSweep()
    }

    private func renewDate() {
        let now = HTTPDate.now()
        guard now != second else { return }
        second = now
        dateLine = HTTPDate.fieldLine(now)
    }
}
