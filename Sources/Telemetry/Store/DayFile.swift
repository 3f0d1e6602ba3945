import MeridianCore

/// The minutes of a day: batches one after the other, each of an hour or less.
///
///     batch   head: "MMB1", series u32, body bytes u32, first minute i64, origin u64, CRC-32 of the index u32,
///                   CRC-32 of the head u32
///             index: of each series its subject's hash u64, place in the body u32, bytes u32, CRC-32 u32; by rising hash
///             body: blocks, see SeriesBlock
///
/// Numbers are little-endian. The index is found without reading a body, so a day of one function is read by a few short
/// reads for each hour. A batch that is not whole at the end of the file is cut off when the next one is written.
struct DayFile {
    static let suffix = ".day"

    let path: String
    /// Takes what is found damaged.
    let report: (MeridianError) -> Void

    struct Batch {
        static let magic: [UInt8] = Array("MMB1".utf8)
        static let headSize = 36
        static let entrySize = 20

        /// Where it begins in the file.
        var offset: Int
        var series: Int
        var bodySize: Int
        var firstMinute: Int64
        /// Of which head it was made, so that none is taken twice.
        var origin: UInt64
        var indexChecksum: UInt32

        var indexOffset: Int { offset + Self.headSize }
        var indexSize: Int { series * Self.entrySize }
        var bodyOffset: Int { indexOffset + indexSize }
        var end: Int { bodyOffset + bodySize }
    }

    // MARK: Writing

    /// Appends a batch.
    /// - Parameter origin: The head that the blocks were in.
    func append(_ blocks: [SeriesBlock], origin: UInt64) throws(MeridianError) {
        let first = blocks.compactMap { $0.points.first?.minute }.min() ?? 0
        var index = ByteWriter()
        var body: [UInt8] = []
        for block in blocks.sorted(by: { $0.key.subject.hash < $1.key.subject.hash }) {
            let bytes = block.encoded(since: first)
            index.fixed(block.key.subject.hash)
            index.fixed(UInt32(body.count))
            index.fixed(UInt32(bytes.count))
            index.fixed(Compression.checksum(bytes))
            body += bytes
        }
        var batch = ByteWriter(bytes: Batch.magic)
        batch.fixed(UInt32(blocks.count))
        batch.fixed(UInt32(body.count))
        batch.fixed(first)
        batch.fixed(origin)
        batch.fixed(Compression.checksum(index.bytes))
        batch.fixed(Compression.checksum(batch.bytes))
        let file = try StoredFile(path, writable: true)
        let end = try batches(of: file).last?.end ?? 0
        if end < file.size {
            report(
                MeridianError(
                    .metricsTailCut,
                    "'\(path)' ended within an hour; its last \(file.size - end) bytes were removed"))
            try file.cut(to: end)
        }
        try file.write(batch.bytes + index.bytes + body, at: end)
        try file.synchronize()
    }

    /// Whether a head was taken into it.
    func has(origin: UInt64) throws(MeridianError) -> Bool {
        guard StoredFile.size(of: path) > 0 else { return false }
        return try batches(of: StoredFile(path, writable: false)).contains { $0.origin == origin }
    }

    // MARK: Reading

    /// The blocks of a function or a group of instances; those that are damaged are reported and left out.
    func blocks(of subject: SeriesSubject) throws(MeridianError) -> [SeriesBlock] {
        guard StoredFile.size(of: path) > 0 else { return [] }
        let file = try StoredFile(path, writable: false)
        let hash = subject.hash
        var found: [SeriesBlock] = []
        for batch in try batches(of: file) {
            for entry in try entries(of: batch, hash: hash, in: file) {
                let offset = batch.bodyOffset + entry.offset
                let bytes = try file.read(at: offset, count: entry.size)
                guard bytes.count == entry.size, Compression.checksum(bytes) == entry.checksum else {
                    report(damaged(at: offset))
                    continue
                }
                do {
                    let block = try SeriesBlock(bytes, since: batch.firstMinute)
                    // Two subjects may have the same hash.
                    if block.key.subject == subject { found.append(block) }
                } catch {
                    report(MeridianError(.metricsPointUnreadable, "'\(path)' at byte \(offset): \(error)"))
                }
            }
        }
        return found
    }

    private func entries(
        of batch: Batch, hash: UInt64, in file: StoredFile
    ) throws(MeridianError) -> [(offset: Int, size: Int, checksum: UInt32)] {
        let index = try file.read(at: batch.indexOffset, count: batch.indexSize)
        guard index.count == batch.indexSize, Compression.checksum(index) == batch.indexChecksum else {
            report(damaged(at: batch.indexOffset))
            return []
        }
        func number<Number: FixedWidthInteger>(_ type: Number.Type, at offset: Int) -> Number {
            index.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: type)) }
        }
        var low = 0
        var high = batch.series
        while low < high {
            let middle = (low + high) / 2
            if number(UInt64.self, at: middle * Batch.entrySize) < hash { low = middle + 1 } else { high = middle }
        }
        var entries: [(offset: Int, size: Int, checksum: UInt32)] = []
        while low < batch.series, number(UInt64.self, at: low * Batch.entrySize) == hash {
            let place = low * Batch.entrySize
            entries.append(
                (
                    Int(number(UInt32.self, at: place + 8)), Int(number(UInt32.self, at: place + 12)),
                    number(UInt32.self, at: place + 16)
                ))
            low += 1
        }
        return entries
    }

    /// Those that are whole. Behind a damaged head the next one is searched for.
    private func batches(of file: StoredFile) throws(MeridianError) -> [Batch] {
        var batches: [Batch] = []
        var offset = 0
        let size = file.size
        while offset < size {
            if let batch = Batch(try file.read(at: offset, count: Batch.headSize), at: offset), batch.end <= size {
                batches.append(batch)
                offset = batch.end
            } else if let next = try nextBatch(after: offset, in: file) {
                report(damaged(at: offset))
                offset = next
            } else {
                break
            }
        }
        return batches
    }

    private func nextBatch(after offset: Int, in file: StoredFile) throws(MeridianError) -> Int? {
        let rest = try file.read(at: offset + 1, count: file.size - offset - 1)
        guard rest.count >= Batch.headSize else { return nil }
        for place in 0...(rest.count - Batch.headSize) where rest[place] == Batch.magic[0] {
            let head = Array(rest[place..<place + Batch.headSize])
            if let batch = Batch(head, at: offset + 1 + place), batch.end <= file.size { return batch.offset }
        }
        return nil
    }

    private func damaged(at offset: Int) -> MeridianError {
        MeridianError(.metricsBlockDamaged, "'\(path)' is damaged at byte \(offset); what is there is left out")
    }
}

extension DayFile.Batch {
    /// - Returns: `nil` when the bytes are no head.
    fileprivate init?(_ bytes: [UInt8], at offset: Int) {
        guard bytes.count == Self.headSize, Array(bytes.prefix(Self.magic.count)) == Self.magic else { return nil }
        var reader = ByteReader(bytes[Self.magic.count...])
        guard let series = try? reader.fixed(UInt32.self), let bodySize = try? reader.fixed(UInt32.self),
            let firstMinute = try? reader.fixed(Int64.self), let origin = try? reader.fixed(UInt64.self),
            let indexChecksum = try? reader.fixed(UInt32.self), let checksum = try? reader.fixed(UInt32.self),
            checksum == Compression.checksum(bytes.dropLast(4))
        else { return nil }
        self.init(
            offset: offset, series: Int(series), bodySize: Int(bodySize), firstMinute: firstMinute, origin: origin,
            indexChecksum: indexChecksum)
    }
}
