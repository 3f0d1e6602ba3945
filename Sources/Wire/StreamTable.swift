/// The open streams of a connection by slot.
struct StreamTable<Attachment>: Sendable where Attachment: Sendable {
    struct Entry: Sendable {
        var generation: UInt16 = 0
        var state: StreamState<Attachment>?
    }

    enum Lookup {
        case open
        /// The stream was open once; what still arrives for it is late.
        case closed
        case neverOpened
    }

    private var entries: [Entry] = []
    private var freeSlots: [Int] = []
    private(set) var count = 0

    /// Opens a stream in the lowest slot that was freed last; `nil` when ``WireLimits/maximumStreams`` are open.
    mutating func open(_ attachment: Attachment) -> StreamID? {
        let slot: Int
        if let free = freeSlots.popLast() {
            slot = free
        } else {
            guard entries.count < WireLimits.maximumStreams else { return nil }
            slot = entries.count
            entries.append(Entry())
        }
        entries[slot].generation &+= 1
        entries[slot].state = StreamState(attachment: attachment)
        count += 1
        return StreamID(slot: slot, generation: entries[slot].generation)
    }

    /// Opens the stream that the other end has named.
    mutating func open(_ id: StreamID, _ attachment: Attachment) throws(WireError) {
        let slot = id.slot
        guard slot >= 0, slot < WireLimits.maximumStreams else {
            throw WireError(.unexpectedFrame, "\(id) is outside the table of \(WireLimits.maximumStreams) streams")
        }
        while entries.count <= slot { entries.append(Entry()) }
        guard entries[slot].state == nil, entries[slot].generation != id.generation else {
            throw WireError(.unexpectedFrame, "\(id) was opened twice")
        }
        entries[slot].generation = id.generation
        entries[slot].state = StreamState(attachment: attachment)
        count += 1
    }

    func lookup(_ id: StreamID) -> Lookup {
        let slot = id.slot
        guard slot >= 0, slot < entries.count else { return .neverOpened }
        if entries[slot].generation == id.generation { return entries[slot].state == nil ? .closed : .open }
        return .neverOpened
    }

    /// The state of an open stream; call only after ``lookup(_:)`` said so.
    subscript(open id: StreamID) -> StreamState<Attachment> {
        get { entries[id.slot].state! }
        _modify { yield &entries[id.slot].state! }
    }

    func isOpen(_ id: StreamID) -> Bool {
        lookup(id) == .open
    }

    mutating func close(_ id: StreamID) {
        guard isOpen(id) else { return }
        entries[id.slot].state = nil
        freeSlots.append(id.slot)
        count -= 1
    }

    /// Closes all and hands out what was attached.
    mutating func closeAll() -> [Attachment] {
        var attachments: [Attachment] = []
        for slot in entries.indices {
            if let state = entries[slot].state {
                attachments.append(state.attachment)
                entries[slot].state = nil
                freeSlots.append(slot)
            }
        }
        count = 0
        return attachments
    }
}

struct StreamState<Attachment: Sendable>: Sendable {
    var attachment: Attachment
    var sendCredit = WireLimits.initialCredit
    /// What the other end may still send.
    var receiveWindow = WireLimits.initialCredit
    /// Consumed but not granted again yet.
    var ungranted = 0
    var localEnded = false
    var remoteEnded = false
    var headReceived = false
    var headSent = false
    var cancelled = false

    init(attachment: Attachment) {
        self.attachment = attachment
    }
}
