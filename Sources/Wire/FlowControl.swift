public import NIOCore

extension StreamTable {
    /// Takes note of a DATA frame.
    @inlinable mutating func receiveData(_ frame: Frame) throws(WireError) {
        let length = frame.payload.readableBytes
        guard !self[open: frame.stream].remoteEnded else {
            throw WireError(.unexpectedFrame, "DATA came on \(frame.stream) after its end")
        }
        guard length <= self[open: frame.stream].receiveWindow else {
            throw WireError(
                .creditExceeded,
                "\(length) bytes came on \(frame.stream), where \(self[open: frame.stream].receiveWindow) were granted")
        }
        self[open: frame.stream].receiveWindow -= length
        if frame.isEnd { self[open: frame.stream].remoteEnded = true }
    }

    /// Takes note of a CREDIT frame.
    @inlinable mutating func receiveCredit(_ frame: Frame) throws(WireError) {
        guard let bytes = frame.payload.getInteger(at: frame.payload.readerIndex, as: UInt32.self), bytes > 0 else {
            throw WireError(.malformedFrame, "a CREDIT frame on \(frame.stream) grants nothing")
        }
        let credit = self[open: frame.stream].sendCredit + Int(bytes)
        guard credit <= WireLimits.initialCredit else {
            throw WireError(.creditExceeded, "\(frame.stream) was granted \(credit) bytes, more than a window")
        }
        self[open: frame.stream].sendCredit = credit
    }

    /// Writes what the credit allows of `body`; the rest stays in it.
    @inlinable mutating func writeData(_ id: StreamID, _ body: inout OutgoingBody, into out: inout FrameOutput) {
        while body.readableBytes > 0 {
            let credit = self[open: id].sendCredit
            guard credit > 0 else { return }
            let part = body.read(min(credit, FrameKind.data.maximumPayload))
            let endsHere = body.isEnded && body.readableBytes == 0
            out.write(Frame(.data, stream: id, isEnd: endsHere, payload: part))
            self[open: id].sendCredit = credit - part.readableBytes
            if endsHere { self[open: id].localEnded = true }
        }
        if body.isEnded && !self[open: id].localEnded {
            out.gathered.writeFrameHeader(.data, stream: id, isEnd: true, length: 0)
            self[open: id].localEnded = true
        }
    }

    /// Grants again what was consumed, once it is a quarter of a window.
    @inlinable mutating func consume(_ id: StreamID, _ bytes: Int, into out: inout FrameOutput) {
        guard isOpen(id), !self[open: id].remoteEnded else { return }
        self[open: id].ungranted += bytes
        let grant = self[open: id].ungranted
        guard grant >= WireLimits.initialCredit / 4 else { return }
        self[open: id].ungranted = 0
        self[open: id].receiveWindow += grant
        out.gathered.writeFrameHeader(.credit, stream: id, isEnd: false, length: 4)
        out.gathered.writeInteger(UInt32(grant))
    }
}
