/// The open streams of a connection by slot.
@usableFromInline
struct StreamTable<Attachment>: Sendable where Attachment: Sendable {
    @usableFromInline
    struct Entry: Sendable {
        @usableFromInline var generation: UInt16 = 0
        @usableFromInline var state: StreamState<Attachment>?

        @inlinable init() {}
    }

    @usableFromInline
    enum Lookup {
        case open
        /// The stream was open once; what still arrives for it is late.
        case closed
        case neverOpened
    }

    @usableFromInline var entries: [Entry] = []
    /// The slots to name next; only the end that names streams has any.
    @usableFromInline var freeSlots: [Int] = []
    @usableFromInline let namesStreams: Bool
    @usableFromInline var count = 0

    @inlinable init(namesStreams: Bool) {
        self.namesStreams = namesStreams
    }

    /// Opens a stream in the lowest slot that was freed last; `nil` when ``WireLimits/maximumStreams`` are open.
    @inlinable mutating func open(_ attachment: Attachment) -> StreamID? {
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
    @inlinable mutating func open(_ id: StreamID, _ attachment: Attachment) throws(WireError) {
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

    @inlinable func lookup(_ id: StreamID) -> Lookup {
        let slot = id.slot
        guard slot >= 0, slot < entries.count else { return .neverOpened }
        if entries[slot].generation == id.generation { return entries[slot].state == nil ? .closed : .open }
        return .neverOpened
    }

    /// The state of an open stream; call only after ``lookup(_:)`` said so.
    @usableFromInline
    subscript(open id: StreamID) -> StreamState<Attachment> {
        @inlinable _read { yield entries[id.slot].state! }
        @inlinable _modify { yield &entries[id.slot].state! }
    }

    @inlinable func isOpen(_ id: StreamID) -> Bool {
        lookup(id) == .open
    }

    @inlinable mutating func close(_ id: StreamID) {
        guard isOpen(id) else { return }
        free(id.slot)
        count -= 1
    }

    @inlinable var attachments: [Attachment] { count == 0 ? [] : entries.compactMap { $0.state?.attachment } }

    /// Closes all and hands out what was attached.
    @inlinable mutating func closeAll() -> [Attachment] {
        let attachments = self.attachments
        for slot in entries.indices where entries[slot].state != nil { free(slot) }
        count = 0
        return attachments
    }

    @inlinable mutating func free(_ slot: Int) {
        entries[slot].state = nil
        if namesStreams { freeSlots.append(slot) }
    }
}

@usableFromInline
struct StreamState<Attachment: Sendable>: Sendable {
    @usableFromInline var attachment: Attachment
    @usableFromInline var sendCredit = WireLimits.initialCredit
    /// What the other end may still send.
    @usableFromInline var receiveWindow = WireLimits.initialCredit
    /// Consumed but not granted again yet.
    @usableFromInline var ungranted = 0
    @usableFromInline var localEnded = false
    @usableFromInline var remoteEnded = false
    @usableFromInline var headReceived = false
    @usableFromInline var headSent = false
    @usableFromInline var cancelled = false

    @inlinable init(attachment: Attachment) {
        self.attachment = attachment
    }
}
